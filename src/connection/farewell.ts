import { stopNotice } from "../core";
import type { OpenConnections } from "./connections";

/** No connection waits longer than this after the one before it, in milliseconds. */
const LONGEST_STEP = 10;
/** How often it is looked whose turn it is, in milliseconds. */
const TURN = 5;

/**
 * Closes all connections, one after the other, so that their pages do not all connect elsewhere at the same moment.
 * Each is told before, and what it still waits for is answered with an error.
 *
 * @param within - How long it may take, in milliseconds; 0 closes all at once.
 */
export async function sayFarewell(connections: OpenConnections, within: number): Promise<void> {
  const leaving = [...connections];
  const duration = Math.min(within, (leaving.length - 1) * LONGEST_STEP);
  for (const connection of leaving) connection.tell(stopNotice());
  const start = performance.now();
  let closed = 0;
  while (closed < leaving.length) {
    const share = duration > 0 ? (performance.now() - start) / duration : 1;
    const due = Math.max(1, Math.min(share, 1) * leaving.length);
    for (; closed < due; closed++) leaving[closed]?.close("server stops");
    if (closed < leaving.length) await new Promise((resolve) => setTimeout(resolve, TURN));
  }
  // Whoever was in the middle of connecting.
  for (const connection of [...connections]) connection.close("server stops");
}

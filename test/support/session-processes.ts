import { type Session, Sessions } from "../../src/connection";
import { JqlusterServer } from "../../src/core";
import type { JsonObject, SessionBody } from "../../src/protocol";
import { type DoorPage, doors } from "./door";
import { MemoryBus, type MemoryBusOptions } from "./memory-backplane";
import { ack, registration } from "./messages";
import { sessionIn } from "./session-pages";
import { until } from "./until";

const LIMITS = { rateLimit: 0, maxPendingRequests: 0, maxMessageBytes: 1_000_000 };

const closings: (() => void)[] = [];

/** Closes the processes of the last test. */
export function closeProcesses(): void {
  for (const close of closings.splice(0)) close();
}

/**
 * Processes of one jQluster, each with sessions of its own.
 *
 * @param closesWhenEmpty - Whether a core is closed after its last page, as that of a room with a name is.
 */
export function startProcesses(
  count: number,
  options: Parameters<typeof doors>[0] = {},
  closesWhenEmpty = false,
  later?: MemoryBusOptions["later"],
) {
  const bus = new MemoryBus(later && { later });
  return Array.from({ length: count }, () => {
    const backplane = bus.connect();
    const sessions = new Sessions<Session>({ resumeTimeout: 15_000, ...LIMITS });
    const core: JqlusterServer = new JqlusterServer({
      backplane,
      sessions,
      requestTimeout: 20_000,
      onEmpty: () => closesWhenEmpty && core.close(),
    });
    closings.push(() => {
      core.close();
      sessions.close();
    });
    return { ...doors({ core, sessions, ...options }), sessions, backplane };
  });
}
export type Process = ReturnType<typeof startProcesses>[number];

export function handshakeWith(token: string) {
  return { handshake: { headers: {}, query: {}, auth: { token }, address: "192.0.2.1" } };
}

export async function enter(
  page: DoorPage,
  nodeId: string,
  resume: JsonObject[string],
  pageId = `page of ${nodeId}`,
): Promise<SessionBody> {
  page.door.receive(registration(nodeId, pageId, resume));
  await until(() => page.inbox.length > 0);
  return sessionIn(page);
}

/** Begins a session whose page has shown that it knows it. */
export async function begin({ connect }: Process, nodeId: string, token = "") {
  const page = connect(handshakeWith(token));
  const { id } = await enter(page, nodeId, true);
  page.door.receive(ack(nodeId, 0));
  return { page, id };
}

/** What is to run after how many more turns of the event loop. */
let waiting: { turns: number; readonly run: () => void }[] = [];

/** One immediate for all that waits: one for each would take most of the time of a test. */
function passTurn(): void {
  const before = waiting;
  waiting = [];
  const due: (() => void)[] = [];
  for (const entry of before) {
    entry.turns -= 1;
    if (entry.turns > 0) waiting.push(entry);
    else due.push(entry.run);
  }
  if (waiting.length > 0) setImmediate(passTurn);
  for (const run of due) run();
}

/** Calls a function after so many turns of the event loop. */
export function afterTurns(turns: number, run: () => void): void {
  if (waiting.length === 0) setImmediate(passTurn);
  waiting.push({ turns, run });
}

import { LIMIT } from "./until";

/** Whether the long tests run in full. */
export const isFull = process.env.JQLUSTER_SOAK === "1";

/** A size of a long test: the first under `npm test`, the second under `npm run test:soak`. */
export function sized(small: number, full: number): number {
  return isFull ? full : small;
}

/** How long a long test waits for what must come, in milliseconds. */
export const PATIENCE = sized(LIMIT, 600_000);

/** Shows what a test in full has measured; in small the figures would say little. */
export function report(what: string, figures: Readonly<Record<string, number | string>>): void {
  if (!isFull) return;
  const shown = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(`${what}: ${shown.join(", ")}\n`);
}

/** Mebibytes, to one place. */
export function mebibytes(bytes: number): number {
  return Math.round((bytes / 1_048_576) * 10) / 10;
}

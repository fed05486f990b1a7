import { LazyMap } from "./lazy-map";
import { type LogContext, type Logger, type LogLevel, quote } from "./log";

/** Kinds of log lines that a client can trigger at will. */
const KINDS = [
  "dropped messages",
  "refused messages",
  "failed sendings",
  "refused input",
  "refused origins",
  "ended connections",
] as const;
type Kind = (typeof KINDS)[number];

/** The lines of one kind that are logged for one connection in each interval. */
const LINES_PER_INTERVAL = 5;
/** The length of an interval, in milliseconds. */
const INTERVAL = 10_000;

/** The lines of one kind for one connection since the interval began. */
interface Tally {
  readonly level: LogLevel;
  readonly since: number;
  logged: number;
  omitted: number;
}

/** A log for lines that clients can trigger at will: of many such lines it writes a few, and the number of the others. */
export class ThrottledLog {
  readonly #log: Logger;
  readonly #tallies = new LazyMap<string, Tally>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * Logs a line, or counts it.
   *
   * @param connection - The connection that caused the line, to be given to `forget` when it is gone;
   *   `""` for everything that is not a registered connection of this process.
   */
  log(kind: Kind, connection: string, level: LogLevel, text: string, context?: LogContext): void {
    const key = keyOf(connection, kind);
    const now = performance.now();
    const tally = this.#tallies.get(key);
    if (tally && now - tally.since < INTERVAL) {
      if (tally.logged === LINES_PER_INTERVAL) tally.omitted += 1;
      else {
        tally.logged += 1;
        this.#log(level, text, context);
      }
      return;
    }
    this.#tallies.set(key, { level, since: now, logged: 1, omitted: 0 });
    const suffix = tally?.omitted ? ` (${tally.omitted} more such lines were left out before)` : "";
    this.#log(level, text + suffix, context);
  }

  /** Forgets a connection that is gone, and logs how many of its lines were left out. */
  forget(connection: string): void {
    for (const kind of KINDS) {
      const key = keyOf(connection, kind);
      const tally = this.#tallies.get(key);
      this.#tallies.delete(key);
      if (!tally?.omitted) continue;
      const text = `${tally.omitted} lines about connection ${quote(connection)} were left out: ${kind}`;
      this.#log(tally.level, text, { connection });
    }
  }
}

function keyOf(connection: string, kind: Kind): string {
  return `${kind} ${connection}`;
}

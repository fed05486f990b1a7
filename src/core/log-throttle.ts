import { type LogContext, type Logger, type LogLevel, quote } from "./log";

/** What a line is about that a stranger can cause as often as he likes. */
const KINDS = [
  "dropped messages",
  "refused messages",
  "failed sendings",
  "refused registrations",
  "refused origins",
  "ended connections",
] as const;
type Kind = (typeof KINDS)[number];

/** So many lines of one kind from one connection are logged in each interval, in milliseconds. */
const LINES = 5;
const INTERVAL = 10_000;

/** The lines of one kind from one connection since the interval began. */
interface Tally {
  readonly level: LogLevel;
  readonly since: number;
  logged: number;
  leftOut: number;
}

/** Logs what connections cause so that none can fill the log: of many such lines it gives a few and their number. */
export class LogThrottle {
  readonly #log: Logger;
  readonly #tallies = new Map<string, Tally>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * Logs a line, or counts it.
   *
   * @param connection - Who caused it; `""` for all that is no connection of this process. It has to be forgotten
   *   when it is gone.
   */
  log(kind: Kind, connection: string, level: LogLevel, text: string, context?: LogContext): void {
    const key = keyOf(connection, kind);
    const now = performance.now();
    const tally = this.#tallies.get(key);
    if (tally && now - tally.since < INTERVAL) {
      if (tally.logged === LINES) tally.leftOut += 1;
      else {
        tally.logged += 1;
        this.#log(level, text, context);
      }
      return;
    }
    this.#tallies.set(key, { level, since: now, logged: 1, leftOut: 0 });
    const missing = tally?.leftOut ? ` (${tally.leftOut} more such lines were left out before)` : "";
    this.#log(level, text + missing, context);
  }

  /** The connection is gone: logs how many of its lines were left out, and forgets it. */
  forget(connection: string): void {
    for (const kind of KINDS) {
      const key = keyOf(connection, kind);
      const tally = this.#tallies.get(key);
      this.#tallies.delete(key);
      if (!tally?.leftOut) continue;
      const text = `${tally.leftOut} lines about connection ${quote(connection)} were left out: ${kind}`;
      this.#log(tally.level, text, { connection });
    }
  }
}

function keyOf(connection: string, kind: Kind): string {
  return `${kind} ${connection}`;
}

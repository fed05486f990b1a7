import { type LogLevel, type Observer, quote } from "../core";
import { type Message, ProtocolError, parseMessage } from "../protocol";
import { RateLimit } from "./rate-limit";
import { reasonOf, refusalReply } from "./refusal-reply";

/** The first refusals of a page are logged, then one in so many: no client may fill the log. */
const LOGGED_REFUSALS = 10;
const REFUSALS_A_LOG_LINE = 1_000;

/** What {@link InputChecks} takes of the options. */
export interface InputLimits {
  readonly observer?: Observer;
  /** Messages a second. Absent or 0: no limit. */
  readonly rateLimit?: number;
  /** How many levels of objects and lists a message may have. Absent or 0: any number. */
  readonly maxMessageDepth?: number;
}

/** The page whose input is checked, as far as its log lines need it. */
export interface CheckedPage {
  /** The ID of its connection. */
  readonly uniqueId: string;
  /** Logs a line about its input. */
  logInput(level: LogLevel, text: string): void;
}

/** Checks the form and the rate of the input of one page, and answers what is refused. */
export class InputChecks {
  readonly #page: CheckedPage;
  /** Shared by all pages. */
  readonly #limits: InputLimits;
  readonly #rate: RateLimit | undefined;
  #refusals = 0;

  constructor(page: CheckedPage, limits: InputLimits) {
    this.#page = page;
    this.#limits = limits;
    this.#rate = limits.rateLimit ? new RateLimit(limits.rateLimit) : undefined;
  }

  /** Makes room for a page that keeps to the limit on its own clock. */
  allowJitter(): void {
    this.#rate?.allowJitter();
  }

  /** How many replies of the page cost no token. */
  get freeReplies(): number {
    return this.#rate?.freeReplies ?? 0;
  }

  /** The page is sent so many requests: each is answered once without a token. */
  allowReplies(count: number): void {
    this.#rate?.allowReplies(count);
  }

  /** Counts a reply of the page. @returns Whether it costs no token. */
  takeReply(): boolean {
    return this.#rate?.takeReply() === true;
  }

  /**
   * Reads a message. Input that is no message costs a token.
   *
   * @throws ProtocolError naming what is wrong with it.
   */
  read(input: unknown): Message {
    try {
      return parseMessage(input, this.#limits.maxMessageDepth);
    } catch (error) {
      this.#rate?.take(performance.now());
      throw error;
    }
  }

  /** @throws InputRefusedError when one more message is more than the page may send. */
  requireRate(): void {
    this.#rate?.require(performance.now());
  }

  /** Counts a frame that could not be decoded. @returns The error that it is refused with. */
  unreadable(reason: string): ProtocolError {
    this.#rate?.take(performance.now());
    return new ProtocolError(reason);
  }

  /**
   * Counts and logs a refusal.
   *
   * @returns The answer, or `undefined` for a page that floods the server: its connection must be closed.
   */
  refuse(input: unknown, error: unknown, isRegistered: boolean): Message | undefined {
    const reason = reasonOf(error);
    this.#limits.observer?.refused(reason);
    this.#refusals += 1;
    if (this.#rate?.isFlooded) return undefined;
    if (isLogged(this.#refusals)) {
      const isOurFault = reason === "internal error" || !(error instanceof Error);
      const why = quote(isOurFault ? error : error.message);
      const connection = quote(this.#page.uniqueId);
      const text = `Refused input of connection ${connection} (${this.#refusals} so far): ${why}`;
      this.#page.logInput(isOurFault ? "error" : "warn", text);
    }
    return refusalReply(input, error, isRegistered);
  }

  /** Logs the cause of a refusal that is about to be counted. */
  logRefusal(level: LogLevel, text: string): void {
    if (isLogged(this.#refusals + 1)) this.#page.logInput(level, text);
  }
}

function isLogged(refusals: number): boolean {
  return refusals <= LOGGED_REFUSALS || refusals % REFUSALS_A_LOG_LINE === 0;
}

import { type Logger, type Observer, quote } from "../core";
import { type Message, ProtocolError, parseMessage } from "../protocol";
import { RateLimit } from "./rate-limit";
import { reasonOf, refusalReply } from "./refusal";

/** The first refusals of a page are logged, and after them one in so many: a stranger may not fill the log. */
const LOGGED_REFUSALS = 10;
const REFUSALS_A_LOG_LINE = 1_000;

/** What {@link Intake} needs. */
export interface IntakeOptions {
  /** The name of the page's connection, for the log. */
  readonly connection: string;
  readonly observer: Observer;
  readonly log: Logger;
  /** Messages a second. 0: no limit. */
  readonly rateLimit: number;
  /** How many levels of objects and lists a message may have; absent or 0: any number. */
  readonly maxMessageDepth: number | undefined;
}

/** Checks the form and the rate of what one page sends, and answers what is refused. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #rate: RateLimit | undefined;
  #refusals = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#rate = options.rateLimit === 0 ? undefined : new RateLimit(options.rateLimit);
  }

  /** Makes room for a page that keeps to the limit on its own clock. */
  allowJitter(): void {
    this.#rate?.allowJitter();
  }

  /**
   * Reads a message. What is none costs a token.
   *
   * @throws ProtocolError naming what is wrong with it.
   */
  read(input: unknown): Message {
    try {
      return parseMessage(input, this.#options.maxMessageDepth);
    } catch (error) {
      this.#rate?.take(performance.now());
      throw error;
    }
  }

  /** @throws Refusal when one more message is more than the page may send. */
  requireRate(): void {
    this.#rate?.require(performance.now());
  }

  /** Takes note of a frame that could not be decoded. @returns The error that it is refused with. */
  unreadable(reason: string): ProtocolError {
    this.#rate?.take(performance.now());
    return new ProtocolError(reason);
  }

  /**
   * Counts and logs a refusal.
   *
   * @returns The answer, or `undefined` for a page that goes on although it is refused: it is to be closed.
   */
  refuse(input: unknown, error: unknown, isRegistered: boolean): Message | undefined {
    const reason = reasonOf(error);
    this.#options.observer.refused(reason);
    this.#refusals += 1;
    if (this.#rate?.isFlooded) return undefined;
    if (isLogged(this.#refusals)) {
      const isOurFault = reason === "internal error" || !(error instanceof Error);
      const why = quote(isOurFault ? error : error.message);
      const connection = quote(this.#options.connection);
      const text = `Refused input of connection ${connection} (${this.#refusals} so far): ${why}`;
      this.#options.log(isOurFault ? "error" : "warn", text);
    }
    return refusalReply(input, error, isRegistered);
  }

  /** Logs what leads to a refusal, which is about to be counted. */
  readonly logRefusal: Logger = (level, text) => {
    if (isLogged(this.#refusals + 1)) this.#options.log(level, text);
  };
}

function isLogged(refusals: number): boolean {
  return refusals <= LOGGED_REFUSALS || refusals % REFUSALS_A_LOG_LINE === 0;
}

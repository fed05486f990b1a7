import type { Message } from "../protocol";
import type { Verdict } from "./permission";
import { InputRefusedError } from "./refusal-reply";

/** A message that waits, with its text where it came as text. */
interface WaitingMessage {
  readonly message: Message;
  readonly text: string | undefined;
  readonly size: number;
}

const MOST_MESSAGES = 1_000;
const MOST_CHARACTERS = 1_048_576;

/**
 * Keeps the order of one connection's messages while one is being decided.
 * It is bounded, to 1,000 messages and 1 MiB of text, since deciding may take long.
 */
export class DecisionQueue {
  readonly #take: (message: Message, text: string | undefined) => void;
  #isDeciding = false;
  #waiting: WaitingMessage[] = [];
  #characters = 0;

  /** @param take - Takes a message that has waited; may begin the next decision, and may not throw. */
  constructor(take: (message: Message, text: string | undefined) => void) {
    this.#take = take;
  }

  /** Whether messages have to wait. */
  get isDeciding(): boolean {
    return this.#isDeciding;
  }

  /**
   * Lets a message wait for its turn.
   *
   * @throws {@link InputRefusedError} when too many wait already.
   */
  push(message: Message, text: string | undefined): void {
    const size = (text ?? JSON.stringify(message)).length;
    this.#characters += size;
    if (this.#waiting.length >= MOST_MESSAGES || this.#characters > MOST_CHARACTERS) {
      this.#characters -= size;
      throw new InputRefusedError(
        "too many waiting for permission",
        "refused: too many messages wait for permission",
      );
    }
    this.#waiting.push({ message, text, size });
  }

  /**
   * Waits for the decision, then processes the queue until the next decision starts.
   *
   * @param decision - May not reject.
   * @param apply - Takes the verdict; may not throw.
   */
  async decide(decision: Promise<Verdict>, apply: (verdict: Verdict) => void): Promise<void> {
    this.#isDeciding = true;
    const verdict = await decision;
    this.#isDeciding = false;
    apply(verdict);
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#characters = 0;
    for (const [index, { message, text }] of waiting.entries()) {
      this.#take(message, text);
      if (!this.#isDeciding) continue;
      this.#waiting.unshift(...waiting.slice(index + 1));
      for (const { size } of this.#waiting) this.#characters += size;
      return;
    }
  }
}

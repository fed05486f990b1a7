import { ErrorKind, errorText } from "../protocol";
import { InputRefusedError } from "./refusal-reply";

/** How many seconds' worth of messages may come at once. */
export const BURST_SECONDS = 5;
/** How many seconds' worth of refused messages, without a pause between them, make a flood. */
const FLOOD_SECONDS = 8;
/** How many free replies a page can have that does not answer: all of them may come at once. */
const MAX_FREE_REPLIES = 100_000;

/**
 * How many messages a second one connection may send: a bucket of tokens that holds five seconds' worth.
 * Replies to requests that the connection was sent are free: the senders of the requests have paid for them.
 *
 * @example
 * const limit = new RateLimit(500);
 * if (!limit.take(performance.now())) refuse();
 */
export class RateLimit {
  /** How many messages may come at once. */
  readonly burst: number;
  readonly #perMillisecond: number;
  #capacity: number;
  #tokens: number;
  #last = Number.NEGATIVE_INFINITY;
  #refused = 0;
  #freeReplies = 0;

  /** @param perSecond - How many messages a second, at least 1. */
  constructor(perSecond: number) {
    this.burst = perSecond * BURST_SECONDS;
    this.#perMillisecond = perSecond / 1000;
    this.#capacity = this.burst;
    this.#tokens = this.burst;
  }

  /**
   * Allows two bursts at once. For a sender that limits its own rate: the network may delay one burst and deliver it
   * together with the next one.
   */
  allowJitter(): void {
    this.#capacity += this.burst;
    this.#tokens += this.burst;
  }

  /** How many replies are free. */
  get freeReplies(): number {
    return this.#freeReplies;
  }

  /** Makes so many more replies free, up to a hundred thousand. */
  allowReplies(count: number): void {
    this.#freeReplies = Math.min(MAX_FREE_REPLIES, this.#freeReplies + count);
  }

  /** Counts a reply. @returns Whether it is free; otherwise it is a message as others are. */
  takeReply(): boolean {
    if (this.#freeReplies === 0) return false;
    this.#freeReplies -= 1;
    return true;
  }

  /**
   * Counts a message.
   *
   * @param now - The time in milliseconds, on any clock that does not go back.
   * @returns Whether it may pass.
   */
  take(now: number): boolean {
    this.#tokens += (now - this.#last) * this.#perMillisecond;
    this.#last = now;
    if (this.#tokens >= this.#capacity) {
      this.#tokens = this.#capacity;
      this.#refused = 0;
    }
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return true;
    }
    this.#refused += 1;
    return false;
  }

  /**
   * Counts a message that has to be within the limit.
   *
   * @throws {@link InputRefusedError} naming the limit.
   */
  require(now: number): void {
    if (this.take(now)) return;
    const limit = `at most ${this.#perMillisecond * 1000} messages a second, ${this.burst} at once`;
    throw new InputRefusedError("too many messages", errorText(ErrorKind.refused, limit));
  }

  /** Whether the sender goes on although it is refused: too many were refused since its last pause. */
  get isFlooded(): boolean {
    return this.#refused > FLOOD_SECONDS * 1000 * this.#perMillisecond;
  }
}

/** How many seconds' worth of messages may come at once. */
const BURST_SECONDS = 2;
/** How many bursts' worth of refused messages, without a pause between them, make a flood. */
const FLOOD_BURSTS = 4;

/**
 * How many messages a second one connection may send: a bucket of tokens that holds two seconds' worth.
 *
 * @example
 * const limit = new RateLimit(500);
 * if (!limit.take(performance.now())) refuse();
 */
export class RateLimit {
  /** How many messages may come at once. */
  readonly burst: number;
  readonly #perMillisecond: number;
  #tokens: number;
  #last = Number.NEGATIVE_INFINITY;
  #refused = 0;

  /** @param perSecond - How many messages a second, at least 1. */
  constructor(perSecond: number) {
    this.burst = perSecond * BURST_SECONDS;
    this.#perMillisecond = perSecond / 1000;
    this.#tokens = this.burst;
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
    if (this.#tokens >= this.burst) {
      this.#tokens = this.burst;
      this.#refused = 0;
    }
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return true;
    }
    this.#refused += 1;
    return false;
  }

  /** The message that was refused last was no excess after all. */
  pardon(): void {
    this.#refused -= 1;
  }

  /** Whether the sender goes on although it is refused: since its last pause, four bursts' worth were too many. */
  get isFlooded(): boolean {
    return this.#refused > FLOOD_BURSTS * this.burst;
  }
}

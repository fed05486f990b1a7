import { isIPv6 } from "node:net";

const A_MINUTE = 60_000;
/** So many addresses are remembered; the one that has been quiet for the longest time is forgotten first. */
const MAX_ADDRESSES = 10_000;

interface Bucket {
  /** How many wrong guesses are left. */
  tokens: number;
  /** When that was so, in milliseconds. */
  at: number;
}

/**
 * How often a wrong secret may come from one address: so many at once, and as many a minute. While the limit is used up,
 * even a correct secret is refused: otherwise guessing could continue.
 *
 * @example
 * const limit = new WrongSecretLimit(20);
 * if (limit.waitOf(address, performance.now()) > 0) refuse();
 */
export class WrongSecretLimit {
  readonly #most: number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param most - Wrong guesses a minute. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * How long guesses from an address have to wait, in seconds. 0: not at all.
   *
   * @param now - The time in milliseconds, on any clock that does not go back.
   */
  waitOf(address: string, now: number): number {
    const bucket = this.#buckets.get(networkOf(address));
    if (!bucket) return 0;
    const missing = 1 - this.#tokensOf(bucket, now);
    return missing > 0 ? Math.ceil((missing * A_MINUTE) / this.#most / 1000) : 0;
  }

  /** Counts a wrong guess. */
  count(address: string, now: number): void {
    const network = networkOf(address);
    const bucket = this.#buckets.get(network);
    const tokens = bucket ? this.#tokensOf(bucket, now) : this.#most;
    // Counted last, it stands last.
    this.#buckets.delete(network);
    this.#buckets.set(network, { tokens: tokens - 1, at: now });
    if (this.#buckets.size <= MAX_ADDRESSES) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      break;
    }
  }

  #tokensOf({ tokens, at }: Bucket, now: number): number {
    return Math.min(this.#most, tokens + ((now - at) * this.#most) / A_MINUTE);
  }
}

/** The IPv4 address, or the /64 network of an IPv6 address: one owner controls all of it. */
function networkOf(address: string): string {
  const [plain = ""] = address.replace(/^::ffff:(?=\d+\.)/i, "").split("%", 1);
  if (!isIPv6(plain)) return plain;
  const [before = [], after = []] = plain
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  const groups = [...before, ...zeros, ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16))
    .join(":");
}

/** Counts by one label or two, at next to no cost: a counter of prom-client takes microseconds for each. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>();

  /** Counts some more with these labels. */
  add(one: string, other = "", count = 1): void {
    let others = this.#counts.get(one);
    if (!others) {
      others = new Map();
      this.#counts.set(one, others);
    }
    others.set(other, (others.get(other) ?? 0) + count);
  }

  /** Each pair of labels that was counted, with its count. */
  *[Symbol.iterator](): Generator<readonly [one: string, other: string, count: number]> {
    for (const [one, others] of this.#counts) {
      for (const [other, count] of others) yield [one, other, count];
    }
  }
}

/** Delivery takes microseconds when all is well; the upper buckets show when it is not. */
export const DELIVERY_BUCKETS = [
  0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1,
];

/** Counts delivery times by {@link DELIVERY_BUCKETS}, at next to no cost. */
export class DeliveryTimes {
  /** How many there were in each bucket, and after them those above all. */
  readonly #counts = new Array<number>(DELIVERY_BUCKETS.length + 1).fill(0);
  #sum = 0;

  /** Counts one delivery. */
  add(seconds: number): void {
    let bucket = 0;
    for (const bound of DELIVERY_BUCKETS) {
      if (seconds <= bound) break;
      bucket += 1;
    }
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** How many took at most as long as each bucket, the last one without bound; then the sum of all, and their number. */
  get numbers(): readonly number[] {
    let upTo = 0;
    const buckets = this.#counts.map((count) => {
      upTo += count;
      return upTo;
    });
    return [...buckets, this.#sum, upTo];
  }
}

/** What a service counts from its start. */
export class Tallies {
  /** Open connections, by transport. */
  readonly open = new Tally();
  /** Ended connections, by transport and reason. */
  readonly closed = new Tally();
  /** Input that was not taken, by reason. */
  readonly refused = new Tally();
  /** Messages, by type and outcome. */
  readonly messages = new Tally();
  /** Messages given to connections. */
  deliveries = 0;
  readonly deliveryTimes = new DeliveryTimes();
  /** Requests without an answer, by reason. */
  readonly unanswered = new Tally();
}

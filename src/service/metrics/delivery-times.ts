import { Histogram, type HistogramConfiguration } from "prom-client";

/** Delivery takes microseconds when all is well; the upper buckets show when it is not. */
const BUCKETS = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1];

/** A histogram of delivery times that costs next to nothing on the way of a message: one of prom-client takes a microsecond. */
export class DeliveryTimes extends Histogram {
  /** Gives the values their form; nothing is observed in it. */
  readonly #form: Histogram;
  /** How many there were in each bucket, and after them those above all. */
  readonly #counts = new Array<number>(BUCKETS.length + 1).fill(0);
  #sum = 0;

  constructor(configuration: HistogramConfiguration<string>) {
    super({ ...configuration, buckets: BUCKETS });
    this.#form = new Histogram({ ...configuration, buckets: BUCKETS, registers: [] });
    this.#form.zero({});
  }

  /** Counts one delivery. */
  add(seconds: number): void {
    let bucket = 0;
    for (const bound of BUCKETS) {
      if (seconds <= bound) break;
      bucket += 1;
    }
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  override async get(): ReturnType<Histogram["get"]> {
    const form = await this.#form.get();
    let upTo = 0;
    const buckets = this.#counts.map((count) => {
      upTo += count;
      return upTo;
    });
    // The buckets, the largest without bound, then sum and count.
    const numbers = [...buckets, this.#sum, upTo];
    const values = form.values.map((value, i) => ({ ...value, value: numbers[i] ?? 0 }));
    return { ...form, values };
  }

  /** The registry asks by this name for what goes into its text. */
  getForPromString(): ReturnType<Histogram["get"]> {
    return this.get();
  }
}

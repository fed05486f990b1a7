import { seededRandom } from "../support/seeded-random";

/** Choices of one simulated world, the same for the same seed. */
export interface Choices {
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  /** One of the items; `undefined` where there is none. */
  one<Item>(items: readonly Item[]): Item | undefined;
}

export function choicesOf(seed: number): Choices {
  const random = seededRandom(seed);
  // The first number of neighbouring seeds is much alike.
  random();
  return {
    between: (least, most) => least + Math.floor(random() * (most - least + 1)),
    chance: (probability) => random() < probability,
    one: (items) => items[Math.floor(random() * items.length)],
  };
}

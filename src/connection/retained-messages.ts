import { Delivery } from "../core";
import type { Message } from "../protocol";

/** Removed messages are cut off the list once there are so many, so that each costs next to nothing. */
const CUT_LENGTH = 64;

/**
 * The messages that were sent to a page and that it has not acknowledged, in order. They are counted from the first
 * message of the session. Only their texts are kept, which all receivers of a message share: what was parsed of them is
 * as large again, and hardly any is sent a second time.
 */
export class RetainedMessages {
  readonly #texts: string[] = [];
  /** How many at the beginning of the list are removed already. */
  #removed = 0;
  #first: number;
  #characters = 0;

  /** @param first - How many messages of the session were sent and acknowledged before. */
  constructor(first = 0) {
    this.#first = first;
  }

  /** How many messages were sent since the session began. */
  get sent(): number {
    return this.#first + this.#texts.length - this.#removed;
  }

  /** How much text is kept, in UTF-16 units. */
  get characters(): number {
    return this.#characters;
  }

  push({ text }: Delivery): void {
    this.#texts.push(text);
    this.#characters += text.length;
  }

  /** Whether a page that has received so many messages can be given all that follow. */
  reachesBackTo(received: number): boolean {
    return received >= this.#first && received <= this.sent;
  }

  /** Drops what a page has received. */
  acknowledge(received: number): void {
    while (this.#first < received && this.#first < this.sent) this.#dropFirst();
  }

  /** Drops the oldest until no more than this many UTF-16 units are left: a page that lacks them cannot resume. */
  shrinkTo(characters: number): void {
    while (this.#characters > characters) this.#dropFirst();
  }

  *[Symbol.iterator](): Iterator<Delivery> {
    for (const text of this.#texts.slice(this.#removed))
      yield new Delivery(JSON.parse(text) as Message, text);
  }

  #dropFirst(): void {
    this.#characters -= this.#texts[this.#removed]?.length ?? 0;
    this.#texts[this.#removed] = "";
    this.#removed += 1;
    this.#first += 1;
    if (this.#removed < CUT_LENGTH && this.#removed < this.#texts.length) return;
    this.#texts.splice(0, this.#removed);
    this.#removed = 0;
  }
}

import type { Delivery } from "../core";
import type { Message } from "../protocol";

/** The messages of one tick for a page with a session. Sent as one array; a single message is sent alone. */
export class DeliveryList {
  readonly #deliveries: readonly Delivery[];
  #text: string | undefined;

  constructor(deliveries: readonly Delivery[]) {
    this.#deliveries = deliveries;
  }

  get messages(): readonly Message[] {
    return this.#deliveries.map(({ message }) => message);
  }

  /** The array, or the one message, as one line of JSON. */
  get text(): string {
    if (this.#text === undefined) {
      const texts = this.#deliveries.map(({ text }) => text).join(",");
      this.#text = this.#deliveries.length === 1 ? texts : `[${texts}]`;
    }
    return this.#text;
  }

  /** Whether it is made of just these. */
  isOf(deliveries: readonly Delivery[]): boolean {
    return (
      this.#deliveries.length === deliveries.length &&
      this.#deliveries.every((delivery, i) => delivery === deliveries[i])
    );
  }
}

let last: DeliveryList | undefined;

/** The list of some messages. Pages that are sent the same one after the other share it. */
export function listOf(deliveries: readonly Delivery[]): DeliveryList {
  if (!last?.isOf(deliveries)) last = new DeliveryList(deliveries);
  return last;
}

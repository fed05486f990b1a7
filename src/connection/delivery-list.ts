import type { Delivery } from "../core";
import type { Encodable } from "./connection-port";

/** Several messages of one tick for a page with a session, which are sent as one array. */
export class DeliveryList implements Encodable {
  readonly #deliveries: readonly Delivery[];
  #text: string | undefined;

  constructor(deliveries: readonly Delivery[]) {
    this.#deliveries = deliveries;
  }

  /** The array as one line of JSON. */
  get text(): string {
    this.#text ??= `[${this.#deliveries.map(({ text }) => text).join(",")}]`;
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

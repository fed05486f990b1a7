import { keepKeyOf } from "../../protocol";
import type { Delivery } from "../delivery";
import { numberOf, processOf } from "./publication";

/** What a page received on the process that it came from. */
export interface ReceivedMessages {
  /** For each process, the number of the last message from there. */
  readonly messages: readonly (readonly [process: string, number: number])[];
  /** For each key, the version of the kept statement. */
  readonly kept: readonly (readonly [key: string, version: string])[];
}

/**
 * What a page received on the process that it came from. The process that it is on may receive the same from the
 * process that published it, at any later time, and must not send it again.
 */
export class ReceivedElsewhere {
  readonly #messages: Map<string, number>;
  readonly #kept: Map<string, string>;

  constructor({ messages, kept }: ReceivedMessages) {
    this.#messages = new Map(messages);
    this.#kept = new Map(kept);
  }

  /** Whether the page received it there. */
  has(delivery: Delivery): boolean {
    const { correlationId, keptVersion } = delivery;
    if (keptVersion !== undefined)
      return isAtMost(keptVersion, this.#kept.get(keepKeyOf(delivery.message) ?? ""));
    if (correlationId === undefined) return false;
    return isAtMost(numberOf(correlationId), this.#messages.get(processOf(correlationId)));
  }
}

function isAtMost<Order extends number | string>(one: Order, last: Order | undefined): boolean {
  return last !== undefined && one <= last;
}

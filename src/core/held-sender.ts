import { keepKeyOf } from "../protocol";
import type { Delivery, Sender } from "./delivery";

/** A sender that holds messages until its page has been told that it is registered. */
export class HeldSender {
  readonly #sender: Sender;
  #held: Delivery[] | undefined = [];

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  readonly send: Sender = (message, delivery) => {
    if (this.#held) this.#held.push(delivery);
    else this.#sender(message, delivery);
  };

  /** Ends the holding for a page that goes on with its session. @returns All that was held. */
  releaseAll(): Delivery[] {
    const held = this.#held ?? [];
    this.#held = undefined;
    return held;
  }

  /**
   * Ends the holding.
   *
   * @returns What was held, without kept statements: the page receives the latest of each key by itself.
   */
  release(): Delivery[] {
    return this.releaseAll().filter(({ message }) => keepKeyOf(message) === undefined);
  }
}

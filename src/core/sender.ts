import type { Message } from "../protocol";

/** A message on its way to any number of connections, with its JSON text made at most once for all of them. */
export class Delivery {
  readonly message: Message;
  #text: string | undefined;

  /**
   * @param message - The message to deliver.
   * @param text - Its JSON text, where it came as text: it is then passed on as it came.
   */
  constructor(message: Message, text?: string) {
    this.message = message;
    this.#text = text;
  }

  /** The message as one line of JSON. */
  get text(): string {
    this.#text ??= JSON.stringify(this.message);
    return this.#text;
  }
}

/**
 * Takes a message to one connected page. The core calls it synchronously; what it throws is logged and stops nobody else.
 *
 * @param message - The message.
 * @param delivery - The same message with its text, shared by all receivers, for transports that send text.
 */
export type Sender = (message: Message, delivery: Delivery) => void;

import type { Message } from "../protocol";

/** A message for any number of connections. Its JSON text is made at most once for all of them. */
export class Delivery {
  readonly message: Message;
  /** Its correlation ID between processes, when another process relayed it. */
  readonly correlationId: string | undefined;
  /** The version of a kept statement, when another process kept it. */
  readonly keptVersion: string | undefined;
  #text: string | undefined;

  /**
   * @param message - The message to deliver.
   * @param text - The JSON text that the message came as, to be passed on unchanged.
   * @param correlationId - Given when another process relayed it.
   * @param keptVersion - Given when another process kept it.
   */
  constructor(message: Message, text?: string, correlationId?: string, keptVersion?: string) {
    this.message = message;
    this.correlationId = correlationId;
    this.keptVersion = keptVersion;
    this.#text = text;
  }

  /** The message as one line of JSON. */
  get text(): string {
    this.#text ??= JSON.stringify(this.message);
    return this.#text;
  }
}

/**
 * Sends a message to one connected page. The core calls it synchronously; an error it throws is logged, and the other
 * targets still get the message.
 *
 * @param message - The message.
 * @param delivery - The same message with its text, shared by all receivers, for transports that send text.
 */
export type Sender = (message: Message, delivery: Delivery) => void;

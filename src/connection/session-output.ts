import { ackMessage, Delivery } from "../core";
import type { Message } from "../protocol";
import type { SessionStream } from "./session-stream";
import type { SessionConnection } from "./session-types";

/** Why a message could not be sent: more than `maxUnsentBytes` is held for a page without a connection. */
export type Overflow = "too much was sent to it meanwhile";

/** What a session sends to its page: over its connection, and retained where the session can be resumed. */
export class SessionOutput<Session> {
  /** The connection of the page; `undefined` in a gap. */
  connection: SessionConnection<Session> | undefined;
  /** The counts and retained messages, for a page that asked for a session. */
  stream: SessionStream | undefined;
  readonly #maxUnsentBytes: number;

  /** @param maxUnsentBytes - How many bytes may be held for the page. 0: no limit. */
  constructor(connection: SessionConnection<Session>, maxUnsentBytes: number) {
    this.connection = connection;
    this.#maxUnsentBytes = maxUnsentBytes;
  }

  /** Sends a message, or retains it in a gap. A page that reads too slowly is disconnected. */
  send(message: Message, delivery: Delivery): Overflow | undefined {
    const max = this.#maxUnsentBytes;
    this.stream?.retain(message, delivery);
    if (this.connection) this.stream?.shrinkTo(max);
    else if (max > 0 && (this.stream?.retainedCharacters ?? 0) > max)
      return "too much was sent to it meanwhile";
    this.connection?.send(message, delivery);
    if (max > 0 && (this.connection?.unsentBytes ?? 0) > max) this.connection?.close("reads too slowly");
    return undefined;
  }

  /** Sends a message that is not counted. */
  sendUncounted(message: Message): void {
    this.connection?.send(message, new Delivery(message));
  }

  /** Tells the page how many of its messages were received. */
  sendAck(nodeId: string, stream: SessionStream): void {
    stream.acknowledged();
    this.sendUncounted(ackMessage(nodeId, stream.received));
  }

  /** Sends again what the page has not received. */
  sendRetained(stream: SessionStream): void {
    for (const delivery of stream.retained) this.connection?.send(delivery.message, delivery);
  }
}

import { Delivery, errorReply, type JqlusterServer, type Logger, quote, registerReply } from "../core";
import { type Message, MessageType, ProtocolError, parseMessage, replyTypeOf } from "../protocol";
import type { ConnectionPort } from "./connection-port";

/** What {@link NodeConnection} needs of its surroundings. */
export interface NodeConnectionOptions {
  readonly core: JqlusterServer;
  readonly logger: Logger;
}

/** Who a connection is, once it has registered. */
interface Identity {
  readonly nodeId: string;
  readonly pageId: string | undefined;
}

/**
 * The door: the one place where input from a connected page is checked, whatever the transport.
 * A transport makes one for each connection, gives it every decoded frame, and tells it when the connection is gone.
 */
export class NodeConnection {
  readonly #port: ConnectionPort;
  readonly #core: JqlusterServer;
  readonly #log: Logger;
  #identity: Identity | undefined;

  constructor(port: ConnectionPort, { core, logger }: NodeConnectionOptions) {
    this.#port = port;
    this.#core = core;
    this.#log = logger;
  }

  /**
   * Takes what came from the page. Never throws: input that cannot be taken is answered with an error.
   *
   * @param input - The decoded frame.
   * @param text - The frame as it came, where it was JSON text.
   */
  receive(input: unknown, text?: string): void {
    try {
      const message = parseMessage(input);
      if (message.message_type === MessageType.register) this.#register(message);
      else this.#relay(message, text);
    } catch (error) {
      this.#refuse(input, error);
    }
  }

  /**
   * Takes note of a frame that could not be decoded, and answers it.
   *
   * @param reason - What was wrong with it, in words for the page.
   */
  reject(reason: string): void {
    this.#refuse(undefined, new ProtocolError(reason));
  }

  /** The connection is gone. */
  end(): void {
    this.#core.unregister(this.#port.id);
  }

  #register(message: Message): void {
    if (this.#identity)
      throw new ProtocolError(`this connection is registered already, as ${quote(this.#identity.nodeId)}`);
    this.#core.register({ uniqueId: this.#port.id, message, sender: this.#port.send });
    this.#identity = { nodeId: String(message.from), pageId: pageIdOf(message) };
  }

  #relay(message: Message, text: string | undefined): void {
    const identity = this.#identity;
    if (!identity) throw new ProtocolError("register first: this connection has no node ID yet");
    if (message.from !== identity.nodeId) {
      throw new ProtocolError(
        `from must be ${quote(identity.nodeId)}, the node this connection registered as`,
      );
    }
    if (message.from_page !== undefined && message.from_page !== identity.pageId) {
      throw new ProtocolError("from_page must be the page_id that this connection registered with");
    }
    this.#core.distribute(message, { source: this.#port.id, ...(text === undefined ? {} : { text }) });
  }

  #refuse(input: unknown, error: unknown): void {
    const expected = error instanceof ProtocolError;
    const reason = expected ? error.message : "the server could not handle this message";
    this.#log(
      expected ? "warn" : "error",
      `Refused input of connection ${quote(this.#port.id)}: ${quote(expected ? reason : error)}`,
      {
        connection: this.#port.id,
        ...(this.#identity ? { node: this.#identity.nodeId } : {}),
      },
    );
    const reply = this.#refusal(input, reason);
    this.#port.send(reply, new Delivery(reply));
  }

  /** Requests are refused by their own reply type; before registration anything else by a `register_reply`. */
  #refusal(input: unknown, reason: string): Message {
    const request = readableParts(input);
    const hasOwnReply = replyTypeOf(request.message_type) !== undefined;
    if (!this.#identity && !hasOwnReply) return registerReply(request.from, request.message_id, reason);
    return errorReply(request, reason);
  }
}

type ReadableParts = Pick<Message, "message_type" | "from"> & {
  message_id: Message["message_id"];
  from_page?: string;
};

/** What can be read of input that may be anything, to address the answer by. */
function readableParts(input: unknown): ReadableParts {
  const parts = (typeof input === "object" && input !== null ? input : {}) as Record<string, unknown>;
  const id = parts.message_id;
  return {
    message_id: typeof id === "string" || typeof id === "number" ? id : "",
    message_type: typeof parts.message_type === "string" ? parts.message_type : "",
    from: typeof parts.from === "string" ? parts.from : null,
  };
}

function pageIdOf(message: Message): string | undefined {
  const body = message.body as { readonly page_id?: unknown } | null | undefined;
  return typeof body?.page_id === "string" ? body.page_id : undefined;
}

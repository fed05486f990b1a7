import { ErrorKind, errorText, type JsonValue, type Message, type MessageId, MessageType } from "../protocol";
import { type Logger, quote, silentLogger } from "./log";
import { PendingRequests } from "./pending-requests";
import { type Registration, Registry } from "./registry";
import { Delivery, type Sender } from "./sender";
import { errorReply, registerReply } from "./server-message";

/** Options of {@link JqlusterServer}. */
export interface JqlusterServerOptions {
  /**
   * Where log lines go.
   * @default silent
   */
  readonly logger?: Logger;
}

/** What {@link JqlusterServer.register} needs. */
export interface RegisterArguments {
  /** Your name for the connection, unique among the connections of this server. */
  readonly uniqueId: string;
  /** The `register` message that came; the node ID is its `from`. */
  readonly message: Message;
  /** Takes messages to that connection. */
  readonly sender: Sender;
}

/** What is known of the way a message came, for {@link JqlusterServer.distribute}. */
export interface Origin {
  /** The `uniqueId` of the connection it came from: errors then go there, and not to all pages of its node. */
  readonly source?: string;
  /** The JSON text it came as, to be passed on unchanged. */
  readonly text?: string;
}

/**
 * The heart of jQluster: registers connections under node IDs and distributes messages between them.
 * It knows nothing of sockets: whoever owns the connection gives a function that sends.
 *
 * @example
 * const server = new JqlusterServer();
 * server.register({ uniqueId: "1", message: registerMessage, sender: (message) => socket.send(JSON.stringify(message)) });
 * server.distribute(message);
 * server.unregister("1");
 */
export class JqlusterServer {
  readonly #log: Logger;
  readonly #registry = new Registry();
  readonly #pending = new PendingRequests();

  constructor(options: JqlusterServerOptions = {}) {
    this.#log = options.logger ?? silentLogger;
  }

  /** How many connections, nodes and unanswered requests there are now. */
  get counts(): { readonly connections: number; readonly nodes: number; readonly pendingRequests: number } {
    return {
      connections: this.#registry.connections,
      nodes: this.#registry.nodes,
      pendingRequests: this.#pending.size,
    };
  }

  /**
   * Makes a connection a page of the node named in its message, and answers it with a `register_reply`.
   *
   * @throws TypeError when an argument is missing or the message is not a `register`; Error when `uniqueId` is in use.
   */
  register({ uniqueId, message, sender }: RegisterArguments): void {
    checkRegisterArguments(uniqueId, message, sender);
    if (this.#registry.get(uniqueId)) throw new Error(`uniqueId ${quote(uniqueId)} is registered already`);
    const nodeId = String(message.from);
    const registration: Registration = { uniqueId, nodeId, pageId: pageIdOf(message.body), sender };
    this.#registry.add(registration);
    this.#log("info", `Register: connection ${quote(uniqueId)} is a page of node ${quote(nodeId)}`, {
      connection: uniqueId,
      node: nodeId,
    });
    this.#send(registration, new Delivery(registerReply(message.from, message.message_id, null)));
  }

  /**
   * Gives a message to every connection of its destination node (or to its one page `to_page`) before it returns.
   * A request that has no target is answered with an error; other messages without a target are logged and dropped.
   */
  distribute(message: Message, origin: Origin = {}): void {
    const nodeId = message.to;
    if (nodeId === undefined || nodeId === null) return;
    const inReplyTo = isReply(message.message_type) ? inReplyToOf(message.body) : undefined;
    if (inReplyTo !== undefined) this.#pending.settle(nodeId, inReplyTo);

    const targets = this.#targets(nodeId, message.to_page);
    if (targets.length === 0) {
      this.#noTarget(message, origin.source);
      return;
    }
    if (isRequest(message.message_type)) {
      this.#pending.add(message, origin.source, targets.map(uniqueIdOf));
    }
    const delivery = new Delivery(message, origin.text);
    for (const target of targets) this.#send(target, delivery);
  }

  /** Forgets a connection. Requests that only it could answer get an error reply at once. An unknown ID does nothing. */
  unregister(uniqueId: string): void {
    const registration = this.#registry.get(uniqueId);
    if (!registration) return;
    this.#registry.remove(registration);
    this.#log(
      "info",
      `Unregister: connection ${quote(uniqueId)} of node ${quote(registration.nodeId)} is gone`,
      {
        connection: uniqueId,
        node: registration.nodeId,
      },
    );
    for (const orphan of this.#pending.connectionGone(uniqueId)) {
      this.#answerWithError(
        orphan.request,
        orphan.source,
        errorText(ErrorKind.wentAway, `node ${quote(registration.nodeId)} left before it answered`),
      );
    }
  }

  /** The request to `requester` that a reply with this `in_reply_to` would answer, while it is unanswered. */
  pendingRequest(requester: string, inReplyTo: MessageId): Message | undefined {
    return this.#pending.find(requester, inReplyTo)?.request;
  }

  #targets(nodeId: string, pageId: string | undefined): Registration[] {
    const all = this.#registry.of(nodeId);
    if (pageId === undefined) return [...all];
    return [...all].filter((registration) => registration.pageId === pageId);
  }

  #noTarget(message: Message, source: string | undefined): void {
    const page = message.to_page === undefined ? "" : `page ${quote(message.to_page)} of `;
    const missing = `${page}node ${quote(message.to)}`;
    if (isRequest(message.message_type)) {
      this.#answerWithError(message, source, errorText(ErrorKind.noSuchNode, missing));
      return;
    }
    this.#log(
      "error",
      `Dropped ${quote(message.message_type)} from node ${quote(message.from)}: there is no ${missing}`,
    );
  }

  #answerWithError(request: Message, source: string | undefined, error: string): void {
    const reply = errorReply(request, error);
    const asker = source === undefined ? undefined : this.#registry.get(source);
    if (asker) this.#send(asker, new Delivery(reply));
    else if (source === undefined) this.distribute(reply);
  }

  #send(target: Registration, delivery: Delivery): void {
    try {
      target.sender(delivery.message, delivery);
    } catch (error) {
      this.#log("error", `Sending to connection ${quote(target.uniqueId)} failed: ${quote(error)}`, {
        connection: target.uniqueId,
        node: target.nodeId,
      });
    }
  }
}

function checkRegisterArguments(uniqueId: unknown, message: unknown, sender: unknown): void {
  if (uniqueId === undefined || uniqueId === null || uniqueId === "")
    throw new TypeError("register: uniqueId is missing");
  if (typeof message !== "object" || message === null) throw new TypeError("register: message is missing");
  if (typeof sender !== "function") throw new TypeError("register: sender is missing");
  const { message_id, from, message_type } = message as Partial<Message>;
  if (message_id === undefined || message_id === null)
    throw new TypeError("register: message_id is missing in the message");
  if (from === undefined || from === null) throw new TypeError("register: from is missing in the message");
  if (message_type === undefined || message_type === null) {
    throw new TypeError("register: message_type is missing in the message");
  }
  if (message_type !== MessageType.register) {
    throw new TypeError(`register: message_type must be "register", not ${quote(message_type)}`);
  }
}

function isRequest(type: string): boolean {
  return type === MessageType.selectAndGet || type === MessageType.selectAndListen;
}

function isReply(type: string): boolean {
  return type === MessageType.selectAndGetReply || type === MessageType.selectAndListenReply;
}

function uniqueIdOf(registration: Registration): string {
  return registration.uniqueId;
}

function pageIdOf(body: JsonValue | undefined): string | undefined {
  const id = memberOf(body, "page_id");
  return typeof id === "string" ? id : undefined;
}

function inReplyToOf(body: JsonValue | undefined): MessageId | undefined {
  const id = memberOf(body, "in_reply_to");
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

function memberOf(body: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const members = body as { readonly [key: string]: JsonValue };
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

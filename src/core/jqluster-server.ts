import { ErrorKind, errorText, type Message, MessageType } from "../protocol";
import { type Logger, quote, silentLogger } from "./log";
import { inReplyToOf, pageIdOf } from "./message-body";
import { type Observer, type RefusalReason, silentObserver } from "./observer";
import type { PendingRequest, RequestHead } from "./pending-requests";
import { checkRegisterArguments, type RegisterArguments } from "./register-arguments";
import { type Registration, Registry } from "./registry";
import { Requests } from "./requests";
import { Delivery } from "./sender";
import { errorReply, registerReply } from "./server-message";
import type { JqlusterServerOptions, Origin } from "./server-options";

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
  readonly #observer: Observer;
  readonly #registry = new Registry();
  readonly #requests: Requests;

  constructor(options: JqlusterServerOptions = {}) {
    const { logger = silentLogger, observer = silentObserver } = options;
    const { maxPendingRequests = 0, requestTimeout = 0 } = options;
    this.#log = logger;
    this.#observer = observer;
    this.#requests = new Requests({ maxPendingRequests, requestTimeout }, (request, source, error, why) => {
      observer.unanswered(why);
      this.#answerWithError(request, source, error);
    });
  }

  /** How many connections, nodes and unanswered requests there are now. */
  get counts(): { readonly connections: number; readonly nodes: number; readonly pendingRequests: number } {
    return {
      connections: this.#registry.connections,
      nodes: this.#registry.nodes,
      pendingRequests: this.#requests.size,
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
    const registration: Registration = { uniqueId, nodeId, pageId: pageIdOf(message), sender };
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
    const { message_type: type } = message;
    const { source } = origin;
    if (!this.#wasAskedFor(message, nodeId)) {
      this.#refuse(message, source, "forged reply", `node ${quote(nodeId)} did not ask for that here`);
      return;
    }
    const targets = this.#targets(nodeId, message.to_page);
    if (targets.length === 0) {
      this.#noTarget(message, source);
      return;
    }
    let pending: PendingRequest | undefined;
    if (isRequest(type)) {
      if (source !== undefined && this.#requests.isFull(source)) {
        this.#refuse(message, source, "too many unanswered requests", this.#requests.limitText);
        return;
      }
      pending = this.#requests.asked(message, source, targets.map(uniqueIdOf));
    } else if (type === MessageType.unlisten) this.#unlisten(message, source);

    const delivery = new Delivery(message, origin.text);
    let delivered = 0;
    for (const target of targets) if (this.#send(target, delivery)) delivered += 1;
    this.#observer.distributed(type, "delivered", delivered);
    if (pending && delivered === 0) this.#requests.unreachable(pending);
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
    this.#requests.connectionGone(uniqueId);
  }

  /** Answers what a connection still waits for with an error: for one that is about to be closed. */
  giveUpRequestsOf(uniqueId: string): void {
    this.#requests.giveUp(uniqueId);
  }

  /** A reply or signal is welcome unless its addressee asked that of another node; what nobody asked, clients ignore. */
  #wasAskedFor(message: Message, nodeId: string): boolean {
    switch (message.message_type) {
      case MessageType.selectAndGetReply:
      case MessageType.selectAndListenReply:
        return this.#requests.answered(message, this.#registry.of(nodeId));
      case MessageType.signal:
        return this.#requests.maySignal(message, this.#registry.of(nodeId));
      default:
        return true;
    }
  }

  #unlisten(message: Message, source: string | undefined): void {
    const listenId = inReplyToOf(message);
    if (source !== undefined && listenId !== undefined) this.#requests.unlistened(source, listenId);
  }

  #targets(nodeId: string, pageId: string | undefined): Registration[] {
    const all = this.#registry.of(nodeId);
    if (pageId === undefined) return [...all];
    return [...all].filter((registration) => registration.pageId === pageId);
  }

  #noTarget(message: Message, source: string | undefined): void {
    const page = message.to_page === undefined ? "" : `page ${quote(message.to_page)} of `;
    const missing = `${page}node ${quote(message.to)}`;
    this.#observer.distributed(message.message_type, "no target", 0);
    if (isRequest(message.message_type)) {
      this.#answerWithError(message, source, errorText(ErrorKind.noSuchNode, missing));
      return;
    }
    this.#log(
      "error",
      `Dropped ${quote(message.message_type)} from node ${quote(message.from)}: there is no ${missing}`,
    );
  }

  #refuse(message: Message, source: string | undefined, reason: RefusalReason, detail: string): void {
    this.#observer.refused(reason);
    this.#observer.distributed(message.message_type, "refused", 0);
    this.#log("warn", `Refused ${quote(message.message_type)} from node ${quote(message.from)}: ${detail}`);
    this.#answerWithError(message, source, errorText(ErrorKind.refused, detail));
  }

  #answerWithError(request: RequestHead, source: string | undefined, error: string): void {
    const reply = errorReply(request, error);
    const asker = source === undefined ? undefined : this.#registry.get(source);
    if (asker) this.#send(asker, new Delivery(reply));
    else if (source === undefined) this.distribute(reply);
  }

  /** @returns Whether the sender took it. */
  #send(target: Registration, delivery: Delivery): boolean {
    // A sender called before this one may have unregistered it.
    if (this.#registry.get(target.uniqueId) !== target) return false;
    try {
      target.sender(delivery.message, delivery);
      return true;
    } catch (error) {
      this.#log("error", `Sending to connection ${quote(target.uniqueId)} failed: ${quote(error)}`, {
        connection: target.uniqueId,
        node: target.nodeId,
      });
      return false;
    }
  }
}

function isRequest(type: string): boolean {
  return type === MessageType.selectAndGet || type === MessageType.selectAndListen;
}

function uniqueIdOf(registration: Registration): string {
  return registration.uniqueId;
}

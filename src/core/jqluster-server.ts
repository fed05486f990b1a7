import { isReply, isRequest, type Message, MessageType, nodeIdOf, pageIdOf } from "../protocol";
import { OtherProcesses } from "./cluster/cluster";
import { LocalDelivery } from "./local-delivery";
import { type Logger, quote, silentLogger } from "./log";
import { LogThrottle } from "./log-throttle";
import { type Observer, silentObserver } from "./observer";
import { Presence } from "./presence";
import { checkRegisterArguments, type RegisterArguments } from "./register-arguments";
import { type Registration, Registry } from "./registry";
import type { PendingRequest, RequestHead } from "./requests/pending-request";
import { Requests } from "./requests/requests";
import { Delivery } from "./sender";
import { errorReply, pagesReply, registerReply } from "./server-message";
import type { JqlusterServerOptions, Origin } from "./server-options";
import { Undelivered } from "./undelivered";

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
  readonly #causedLog: LogThrottle;
  readonly #observer: Observer;
  readonly #registry = new Registry();
  readonly #local: LocalDelivery;
  readonly #requests: Requests;
  readonly #others: OtherProcesses | undefined;
  readonly #presence: Presence;
  readonly #undelivered: Undelivered;

  constructor(options: JqlusterServerOptions = {}) {
    const { logger = silentLogger, observer = silentObserver, backplane } = options;
    const { maxPendingRequests = 0, requestTimeout = 0 } = options;
    this.#log = logger;
    this.#observer = observer;
    this.#causedLog = new LogThrottle(logger);
    this.#local = new LocalDelivery(this.#registry, this.#causedLog);
    this.#undelivered = new Undelivered({
      observer,
      log: this.#causedLog,
      registry: this.#registry,
      answer: (request, source, error) => this.#answerWithError(request, source, error),
      hasOthers: backplane !== undefined,
    });
    this.#requests = new Requests(
      { maxPendingRequests, requestTimeout },
      (request, source, error, why) => {
        observer.unanswered(why);
        this.#answerWithError(request, source, error);
      },
      (ticket, reached) => this.#others?.giveBack(ticket, reached),
    );
    const pagesHere = (nodeId: string) => this.#local.pagesOf(nodeId);
    this.#others =
      backplane &&
      new OtherProcesses(backplane, {
        logger,
        requests: this.#requests,
        pagesHere,
        deliver: (message, text, ticket) => this.#deliverFromOthers(message, text, ticket),
      });
    this.#presence = new Presence({
      pagesHere,
      tell: (connection, message) => this.#local.tell(connection, message),
      remote: this.#others?.presence,
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
   * Makes a connection a page of the node named in its message, and answers it with a `register_reply`:
   * before this returns, or with a backplane as soon as the other processes can reach it.
   *
   * @throws TypeError when an argument is missing or the message is not a `register`; Error when `uniqueId` is in use.
   */
  register({ uniqueId, message, sender, session }: RegisterArguments): void {
    checkRegisterArguments(uniqueId, message, sender);
    if (this.#registry.get(uniqueId)) throw new Error(`uniqueId ${quote(uniqueId)} is registered already`);
    const nodeId = String(message.from);
    const registration: Registration = { uniqueId, nodeId, pageId: pageIdOf(message), sender };
    const isFirst = this.#registry.add(registration);
    const context = { connection: uniqueId, node: nodeId };
    this.#log("info", `Register: connection ${quote(uniqueId)} is a page of node ${quote(nodeId)}`, context);
    const reply = new Delivery(registerReply(message.from, message.message_id, null, session));
    const isReachable = this.#others?.joined(registration, isFirst);
    if (isReachable) isReachable.then(() => this.#local.send(registration, reply));
    else this.#local.send(registration, reply);
    this.#presence.changed(nodeId, registration.pageId);
  }

  /**
   * Gives a message to every connection of its destination node (or to its one page `to_page`) before it returns,
   * and with a backplane to the other processes, which deliver it soon after.
   * A request that has no target is answered with an error; other messages without a target are logged and dropped.
   *
   * @throws ProtocolError when a message to the server itself is malformed.
   */
  distribute(message: Message, origin: Origin = {}): void {
    const arrivedAt = performance.now();
    const nodeId = message.to;
    const { source } = origin;
    if (nodeId === undefined || nodeId === null) {
      if (source !== undefined) this.#receive(source, message);
      return;
    }
    const { message_type: type } = message;
    if (!this.#requests.welcomes(message, this.#registry.of(nodeId))) {
      this.#undelivered.refuse(
        message,
        source,
        "forged reply",
        `node ${quote(nodeId)} did not ask for that here`,
      );
      return;
    }
    const targets = this.#local.targets(nodeId, message.to_page);
    // A page is in one place: when it is here, nobody else needs to be asked.
    const others = message.to_page !== undefined && targets.length > 0 ? undefined : this.#others;
    const ticket = others?.nextTicket();
    let pending: PendingRequest | undefined;
    if (isRequest(type)) {
      if (source !== undefined && this.#requests.isFull(source)) {
        this.#undelivered.refuse(message, source, "too many unanswered requests", this.#requests.limitText);
        return;
      }
      if (targets.length > 0 || others) {
        pending = this.#requests.asked(message, source, targets, ticket);
      }
    } else if (source !== undefined) this.#requests.passed(message, source);

    const delivery = new Delivery(message, origin.text);
    const delivered = this.#local.deliver(targets, delivery);
    if (targets.length > 0) {
      this.#observer.distributed(type, "delivered", delivered);
      this.#observer.delivered((performance.now() - arrivedAt) / 1000);
    } else if (!others) this.#undelivered.noTarget(message, source);
    if (pending && delivered === 0) this.#requests.unreachable(pending);
    if (!others || ticket === undefined) return;
    const isDelivered = delivered > 0;
    others.send(nodeId, { ticket, text: delivery.text, isDelivered }, (outcome) => {
      if (pending) others.requestSent(pending, outcome);
      if (targets.length === 0) this.#undelivered.sentAway(message, source, outcome);
    });
  }

  /** Forgets a connection. Requests that only it could answer get an error reply at once. An unknown ID does nothing. */
  unregister(uniqueId: string): void {
    const registration = this.#registry.get(uniqueId);
    if (!registration) return;
    const { nodeId, pageId } = registration;
    const wasLast = this.#registry.remove(registration);
    const context = { connection: uniqueId, node: nodeId };
    this.#log("info", `Unregister: connection ${quote(uniqueId)} of node ${quote(nodeId)} is gone`, context);
    this.#requests.connectionGone(uniqueId);
    this.#presence.connectionGone(uniqueId);
    this.#others?.left(registration, wasLast);
    this.#presence.changed(nodeId, pageId);
    this.#causedLog.forget(uniqueId);
  }

  /** Whether this is an answer that somebody waits for, from the node that was asked. */
  isAwaited(message: Message): boolean {
    const { message_type: type, to } = message;
    if (!isReply(type) || typeof to !== "string") return false;
    return this.#requests.isAwaited(message, this.#registry.of(to));
  }

  /** Answers what a connection still waits for with an error: for one that is about to be closed. */
  giveUpRequestsOf(uniqueId: string): void {
    this.#requests.giveUp(uniqueId);
  }

  /** Ends the traffic with other processes. The backplane itself belongs to whoever made it. */
  close(): void {
    this.#others?.close();
  }

  /** A message to the server itself. */
  #receive(source: string, message: Message): void {
    if (message.message_type !== MessageType.pages) {
      this.#presence.receive(source, message);
      return;
    }
    const nodeId = nodeIdOf(message);
    const answer = (elsewhere: readonly string[]) => {
      const here = this.#local.pagesOf(nodeId).filter((id) => id !== undefined);
      this.#local.tell(source, pagesReply(message, [...new Set([...here, ...elsewhere])].sort()));
    };
    if (this.#others) this.#others.pagesOf(nodeId).then(answer);
    else answer([]);
  }

  #deliverFromOthers(message: Message, text: string, ticket: string): void {
    const nodeId = String(message.to);
    if (!this.#requests.welcomes(message, this.#registry.of(nodeId))) {
      this.#undelivered.refused(
        message,
        undefined,
        "forged reply",
        `node ${quote(nodeId)} did not ask for that here`,
      );
      return;
    }
    const targets = this.#local.targets(nodeId, message.to_page);
    if (isRequest(message.message_type)) {
      if (targets.length === 0) this.#others?.giveBack(ticket, false);
      else this.#requests.askedElsewhere(message, targets, ticket);
    }
    const delivered = this.#local.deliver(targets, new Delivery(message, text));
    this.#observer.distributed(message.message_type, "from elsewhere", delivered);
  }

  #answerWithError(request: RequestHead, source: string | undefined, error: string): void {
    const reply = errorReply(request, error);
    if (source === undefined) this.distribute(reply);
    else this.#local.tell(source, reply);
  }
}

import { isReply, isRequest, type Message, pageIdOf } from "../protocol";
import { BackplaneCluster } from "./cluster/backplane-cluster";
import { type Cluster, NO_CLUSTER } from "./cluster/cluster";
import { DeliveryErrors } from "./delivery-errors";
import { LocalDelivery } from "./local-delivery";
import { type Logger, quote, silentLogger } from "./log";
import { type Observer, silentObserver } from "./observer";
import { Presence } from "./presence";
import { checkRegisterArguments, type RegisterArguments } from "./register-arguments";
import { type Registration, Registry } from "./registry";
import type { PendingRequest, RequestHead } from "./requests/pending-request";
import { Requests } from "./requests/requests";
import { Delivery } from "./sender";
import { errorReply, registerReply } from "./server-message";
import { ServerMessages } from "./server-messages";
import type { JqlusterServerOptions, MessageSource } from "./server-options";
import { ThrottledLog } from "./throttled-log";

/** A message that was accepted, and where it goes. */
interface Route {
  readonly nodeId: string;
  /** The connection that sent the message, when it is one of this process. */
  readonly source: string | undefined;
  /** The connections of this process that it goes to. */
  readonly targets: readonly Registration[];
  /** Given when the message goes to other processes too. */
  readonly correlationId: string | undefined;
  /** The request, when the message is one and may be answered. */
  readonly pending: PendingRequest | undefined;
}

/**
 * The core of jQluster: registers connections under node IDs and distributes messages between them.
 * It knows nothing of sockets: the owner of a connection passes a function that sends.
 *
 * @example
 * const server = new JqlusterServer();
 * server.register({ uniqueId: "1", message: registerMessage, sender: (message) => socket.send(JSON.stringify(message)) });
 * server.distribute(message);
 * server.unregister("1");
 */
export class JqlusterServer {
  readonly #log: Logger;
  readonly #onEmpty: (() => void) | undefined;
  readonly #throttledLog: ThrottledLog;
  readonly #observer: Observer;
  readonly #registry = new Registry();
  readonly #local: LocalDelivery;
  readonly #requests: Requests;
  readonly #cluster: Cluster;
  readonly #presence: Presence;
  readonly #errors: DeliveryErrors;
  readonly #serverMessages: ServerMessages;

  constructor(options: JqlusterServerOptions = {}) {
    const { logger = silentLogger, observer = silentObserver, backplane } = options;
    const { maxPendingRequests = 0, requestTimeout = 0 } = options;
    this.#log = logger;
    this.#onEmpty = options.onEmpty;
    this.#observer = observer;
    this.#throttledLog = new ThrottledLog(logger);
    this.#local = new LocalDelivery(this.#registry, this.#throttledLog);
    this.#errors = new DeliveryErrors({
      observer,
      log: this.#throttledLog,
      registry: this.#registry,
      answer: (request, source, error) => this.#answerWithError(request, source, error),
      isJoined: backplane !== undefined,
    });
    this.#requests = new Requests(
      { maxPendingRequests, requestTimeout },
      (request, source, error, reason) => {
        observer.unanswered(reason);
        this.#answerWithError(request, source, error);
      },
      (correlationId, delivered) => this.#cluster.nack(correlationId, delivered),
    );
    const localPages = (nodeId: string) => this.#local.pagesOf(nodeId);
    this.#cluster = backplane
      ? new BackplaneCluster(backplane, {
          logger,
          requests: this.#requests,
          localPages,
          deliver: (message, text, correlationId) => this.#deliverForeign(message, text, correlationId),
        })
      : NO_CLUSTER;
    this.#presence = new Presence({
      localPages,
      tell: (connection, message) => this.#local.tell(connection, message),
      cluster: this.#cluster.presence,
    });
    this.#serverMessages = new ServerMessages({
      local: this.#local,
      cluster: this.#cluster,
      presence: this.#presence,
    });
  }

  /** How many connections, nodes and pending requests there are now. */
  get counts(): { readonly connections: number; readonly nodes: number; readonly pendingRequests: number } {
    return {
      connections: this.#registry.connections,
      nodes: this.#registry.nodes,
      pendingRequests: this.#requests.size,
    };
  }

  /** Whether no connection is registered. */
  get isEmpty(): boolean {
    return this.#registry.connections === 0;
  }

  /**
   * Registers a connection as a page of the node named in its message, and answers it with a `register_reply`:
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
    const isReachable = this.#cluster.pageJoined(registration, isFirst);
    if (isReachable) isReachable.then(() => this.#local.send(registration, reply));
    else this.#local.send(registration, reply);
    this.#presence.changed(nodeId, registration.pageId);
  }

  /**
   * Sends a message to every connection of its destination node (or to its one page `to_page`) before it returns,
   * and with a backplane to the other processes, which deliver it soon after.
   * A request without a target is answered with an error; other messages without a target are logged and dropped.
   *
   * @throws ProtocolError when a message to the server itself is malformed.
   */
  distribute(message: Message, { source, text }: MessageSource = {}): void {
    const arrivedAt = performance.now();
    if (message.to === undefined || message.to === null) {
      if (source !== undefined) this.#serverMessages.receive(source, message);
      return;
    }
    const route = this.#accept(message, message.to, source);
    if (!route) return;
    const delivery = new Delivery(message, text);
    const delivered = this.#deliver(delivery, route, arrivedAt);
    this.#relay(delivery, route, delivered > 0);
  }

  /** Unregisters a connection. Requests that only it could answer are answered with an error. An unknown ID is ignored. */
  unregister(uniqueId: string): void {
    const registration = this.#registry.get(uniqueId);
    if (!registration) return;
    const { nodeId, pageId } = registration;
    const wasLast = this.#registry.remove(registration);
    const context = { connection: uniqueId, node: nodeId };
    this.#log("info", `Unregister: connection ${quote(uniqueId)} of node ${quote(nodeId)} is gone`, context);
    this.#requests.connectionGone(uniqueId);
    this.#presence.connectionGone(uniqueId);
    this.#cluster.pageLeft(registration, wasLast);
    this.#presence.changed(nodeId, pageId);
    this.#throttledLog.forget(uniqueId);
    if (this.isEmpty) this.#onEmpty?.();
  }

  /** Whether a message answers a pending request, and comes from the node that was asked. */
  isAwaited(message: Message): boolean {
    const { message_type: type, to } = message;
    if (!isReply(type) || typeof to !== "string") return false;
    return this.#requests.isAwaited(message, this.#registry.of(to));
  }

  /** Answers the pending requests of a connection with an error: the connection is about to be closed. */
  giveUpRequestsOf(uniqueId: string): void {
    this.#requests.giveUp(uniqueId);
  }

  /** Stops all timers and leaves the cluster. The backplane itself is closed by its owner. */
  close(): void {
    this.#requests.close();
    this.#cluster.close();
  }

  // --- the three steps of a message between nodes ---

  /** Checks a message, finds its targets, and adds it to the pending requests. @returns `undefined`: refused. */
  #accept(message: Message, nodeId: string, source: string | undefined): Route | undefined {
    const connections = this.#registry.of(nodeId);
    if (!this.#requests.isExpectedReply(message, connections)) {
      this.#errors.refuse(message, source, "forged reply", notAsked(nodeId));
      return undefined;
    }
    const targets = this.#local.targets(connections, message.to_page);
    // A page is registered on one process only: a page found here is on no other.
    const isRelayed = message.to_page === undefined || targets.length === 0;
    const correlationId = isRelayed ? this.#cluster.nextCorrelationId() : undefined;
    const route = { nodeId, source, targets, correlationId, pending: undefined };
    if (!isRequest(message.message_type)) {
      if (source !== undefined) this.#requests.onForwarded(message, source);
      return route;
    }
    if (source !== undefined && this.#requests.isFull(source)) {
      this.#errors.refuse(message, source, "too many unanswered requests", this.#requests.limitText);
      return undefined;
    }
    if (targets.length === 0 && correlationId === undefined) return route;
    return { ...route, pending: this.#requests.add(message, source, targets, correlationId) };
  }

  /** Sends a message to its targets on this process. @returns How many received it. */
  #deliver(
    delivery: Delivery,
    { source, targets, correlationId, pending }: Route,
    arrivedAt: number,
  ): number {
    const delivered = this.#local.deliver(targets, delivery);
    if (targets.length > 0) {
      this.#observer.distributed(delivery.message.message_type, "delivered", delivered);
      this.#observer.delivered((performance.now() - arrivedAt) / 1000);
    } else if (correlationId === undefined) this.#errors.noTarget(delivery.message, source);
    if (pending && delivered === 0) this.#requests.unreachable(pending);
    return delivered;
  }

  /** Sends a message to its targets on the other processes. */
  #relay(delivery: Delivery, route: Route, isDelivered: boolean): void {
    const { nodeId, source, targets, correlationId, pending } = route;
    if (correlationId === undefined) return;
    this.#cluster.relay({ nodeId, correlationId, delivery, isDelivered, pending }, (outcome) => {
      if (targets.length === 0) this.#errors.relayed(delivery.message, source, outcome);
    });
  }

  // --- other messages ---

  /** Delivers a message of another process. */
  #deliverForeign(message: Message, text: string, correlationId: string): void {
    const nodeId = String(message.to);
    const connections = this.#registry.of(nodeId);
    if (!this.#requests.isExpectedReply(message, connections)) {
      this.#errors.refuseSilently(message, undefined, "forged reply", notAsked(nodeId));
      return;
    }
    const targets = this.#local.targets(connections, message.to_page);
    if (isRequest(message.message_type)) {
      if (targets.length === 0) this.#cluster.nack(correlationId, false);
      else this.#requests.addForeign(message, targets, correlationId);
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

function notAsked(nodeId: string): string {
  return `node ${quote(nodeId)} did not ask for that here`;
}

import { type Message, pageIdOf } from "../protocol";
import { Arrivals } from "./arrivals";
import { BackplaneCluster } from "./cluster/backplane-cluster";
import { type Cluster, NO_CLUSTER } from "./cluster/cluster";
import { Delivery } from "./delivery";
import { DeliveryErrors } from "./delivery-errors";
import { Distribution } from "./distribution";
import { HeldSender } from "./held-sender";
import { KeptStatements } from "./keep/kept-statements";
import { LocalDelivery } from "./local-delivery";
import { type Logger, quote, silentLogger } from "./log";
import { ServerMessages } from "./messages-to-server";
import { silentObserver } from "./observer";
import { Presence } from "./presence";
import { checkRegisterArguments, type RegisterArguments } from "./register-arguments";
import { type Registration, Registry } from "./registry";
import { Requests } from "./requests/requests";
import type { JqlusterServerOptions, MessageSource } from "./server-options";
import { ThrottledLog } from "./throttled-log";

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
  readonly #registry = new Registry();
  readonly #local: LocalDelivery;
  readonly #requests: Requests;
  readonly #cluster: Cluster;
  readonly #presence: Presence;
  readonly #kept: KeptStatements;
  readonly #distribution: Distribution;
  readonly #arrivals: Arrivals;
  readonly #serverMessages: ServerMessages;

  constructor(options: JqlusterServerOptions = {}) {
    const { logger = silentLogger, observer = silentObserver, backplane, sessions, onEmpty } = options;
    const { maxPendingRequests = 0, requestTimeout = 0, maxKeptBytes = 0, keepTimeout = 0 } = options;
    this.#log = logger;
    this.#onEmpty = onEmpty;
    this.#throttledLog = new ThrottledLog(logger);
    this.#local = new LocalDelivery(this.#registry, this.#throttledLog);
    const answer = (reply: Message, source: string | undefined) => {
      if (source === undefined) this.distribute(reply);
      else this.#local.tell(source, reply);
    };
    const errors = new DeliveryErrors({
      observer,
      log: this.#throttledLog,
      registry: this.#registry,
      answer,
      isJoined: backplane !== undefined,
    });
    this.#requests = new Requests(
      { maxPendingRequests, requestTimeout },
      errors,
      (correlationId, delivered) => this.#cluster.nack(correlationId, delivered),
    );
    this.#cluster = backplane
      ? new BackplaneCluster(backplane, {
          logger,
          requests: this.#requests,
          localPages: (nodeId) => this.#local.pagesOf(nodeId),
          deliver: (message, text, correlationId) =>
            this.#distribution.deliverForeign(message, text, correlationId),
          findSession: ({ session, node, page }) => sessions?.movable(session, this, node, page ?? undefined),
          keptVersions: (nodeId) => this.#kept.versionsFor(nodeId),
          watchesOf: (connection) => this.#presence.watchesOf(connection),
          removePage: (connection) => this.#remove(connection, "goes on with another process"),
        })
      : NO_CLUSTER;
    this.#presence = new Presence(this.#local, this.#cluster.presence);
    this.#kept = new KeptStatements({
      maxKeptBytes,
      cluster: this.#cluster.keep,
      logger,
      keepTimeout,
      deliver: (nodeId, delivery) => this.#distribution.deliverKept(nodeId, delivery),
      onExpired: onEmpty,
    });
    const parts = {
      observer,
      registry: this.#registry,
      local: this.#local,
      requests: this.#requests,
      cluster: this.#cluster,
      presence: this.#presence,
      kept: this.#kept,
      errors,
      answer,
    };
    this.#distribution = new Distribution(parts);
    this.#arrivals = new Arrivals(parts);
    this.#serverMessages = new ServerMessages(parts);
  }

  /** How many connections, nodes and pending requests there are now. */
  get counts(): { readonly connections: number; readonly nodes: number; readonly pendingRequests: number } {
    return {
      connections: this.#registry.connections,
      nodes: this.#registry.nodes,
      pendingRequests: this.#requests.size,
    };
  }

  /** Whether no connection is registered and nothing is kept. */
  get isEmpty(): boolean {
    return this.#registry.connections === 0 && this.#kept.bytes === 0;
  }

  /** How many bytes of statements are kept. */
  get keptBytes(): number {
    return this.#kept.bytes;
  }

  /**
   * Registers a connection as a page of the node named in its message, and answers it with a `register_reply`:
   * before this returns, or with a backplane as soon as the other processes can reach it. The statements that are kept
   * for the node follow, before anything else.
   *
   * @throws TypeError when an argument is missing or the message is not a `register`; Error when `uniqueId` is in use.
   */
  register({ uniqueId, message, sender, session, takeover }: RegisterArguments): void {
    checkRegisterArguments(uniqueId, message, sender);
    if (this.#registry.get(uniqueId)) throw new Error(`uniqueId ${quote(uniqueId)} is registered already`);
    const nodeId = String(message.from);
    const held = this.#cluster.isJoined ? new HeldSender(sender) : undefined;
    const pageId = pageIdOf(message);
    const hasSession = session !== undefined || takeover !== undefined;
    const registration: Registration = {
      uniqueId,
      nodeId,
      pageId,
      sender: held?.send ?? sender,
      hasSession,
      isArriving: takeover !== undefined && this.#cluster.isJoined,
    };
    const isFirst = this.#registry.add(registration);
    const context = { connection: uniqueId, node: nodeId };
    this.#log("info", `Register: connection ${quote(uniqueId)} is a page of node ${quote(nodeId)}`, context);
    const areKeptLoaded = this.#kept.occupied();
    const isReachable = this.#cluster.pageJoined(registration, isFirst);
    const arrival = { registration, held, message, session, takeover };
    this.#arrivals.admit(arrival, isReachable && Promise.all([isReachable, areKeptLoaded]));
    this.#presence.changed(nodeId, pageId);
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
    const route = this.#distribution.accept(new Delivery(message, text), message.to, source);
    if (!route) return;
    const delivered = this.#distribution.deliver(route, arrivedAt);
    this.#distribution.relay(route, delivered > 0);
  }

  /** Unregisters a connection. Requests that only it could answer are answered with an error. An unknown ID is ignored. */
  unregister(uniqueId: string): void {
    this.#remove(uniqueId, "is gone");
  }

  #remove(uniqueId: string, how: "is gone" | "goes on with another process"): void {
    const registration = this.#registry.get(uniqueId);
    if (!registration) return;
    const { nodeId, pageId } = registration;
    const wasLast = this.#registry.remove(registration);
    const context = { connection: uniqueId, node: nodeId };
    this.#log("info", `Unregister: connection ${quote(uniqueId)} of node ${quote(nodeId)} ${how}`, context);
    this.#requests.connectionGone(uniqueId);
    this.#presence.connectionGone(uniqueId);
    this.#cluster.pageLeft(registration, wasLast);
    this.#presence.changed(nodeId, pageId);
    this.#throttledLog.forget(uniqueId);
    if (this.#registry.connections > 0) return;
    this.#kept.vacated();
    if (this.isEmpty) this.#onEmpty?.();
  }

  /** Answers the pending requests of a connection with an error: the connection is about to be closed. */
  giveUpRequestsOf(uniqueId: string): void {
    this.#requests.giveUp(uniqueId);
  }

  /** Stops all timers and leaves the cluster. The backplane itself is closed by its owner. */
  close(): void {
    this.#requests.close();
    this.#kept.close();
    this.#cluster.close();
  }
}

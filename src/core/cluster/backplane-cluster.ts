import type { JsonValue, Message } from "../../protocol";
import type { Backplane } from "../backplane";
import { type Logger, quote } from "../log";
import type { Registration } from "../registry";
import type { Requests } from "../requests/requests";
import type { Cluster, RelayedMessage } from "./cluster";
import { BackplaneKeep } from "./cluster-keep";
import { BackplanePresence, type PagesResponse } from "./cluster-presence";
import { ClusterRequests } from "./cluster-requests";
import { OrderedPublisher, type PublishOutcome } from "./ordered-publisher";
import {
  decodePublication,
  encodePublication,
  nodeChannel,
  numberOf,
  type Publication,
  processChannel,
  processOf,
  type Query,
  type SessionQuery,
  watchChannel,
} from "./publication";
import { Queries } from "./queries";
import { type MovableSession, type MovedPage, type MovedWatch, SessionMoves } from "./session-moves";

/** What {@link BackplaneCluster} needs of the core of this process. */
export interface LocalCore {
  readonly logger: Logger;
  readonly requests: Requests;
  readonly localPages: (nodeId: string) => readonly (string | undefined)[];
  /** Delivers a message of another process to the pages here. */
  readonly deliver: (message: Message, text: string, correlationId: string) => void;
  readonly findSession: (query: SessionQuery) => MovableSession | undefined;
  /** The watches of a connection. */
  readonly watchesOf: (uniqueId: string) => readonly MovedWatch[];
  /** For each key that is or was kept for a node, the version of the statement. */
  readonly keptVersions: (nodeId: string) => readonly (readonly [key: string, version: string])[];
  /** Takes out a page that goes on with another process. */
  readonly removePage: (uniqueId: string) => void;
}

/** The cluster of processes that a backplane connects. */
export class BackplaneCluster implements Cluster {
  readonly isJoined = true;
  readonly presence: BackplanePresence;
  readonly keep: BackplaneKeep;
  readonly #backplane: Backplane;
  readonly #core: LocalCore;
  readonly moves: SessionMoves;
  readonly #processId = Math.random().toString(36).slice(2, 12);
  readonly #publisher: OrderedPublisher;
  readonly #queries: Queries;
  readonly #requests: ClusterRequests;
  /** For each node with a page here: settled once messages for it arrive. */
  readonly #subscriptions = new Map<string, Promise<void>>();
  /** For each node with a page here, the number of the last message for it from each process. */
  readonly #received = new Map<string, Map<string, number>>();
  readonly #stopListening: (() => void)[];
  #messages = 0;

  constructor(backplane: Backplane, core: LocalCore) {
    this.#backplane = backplane;
    this.#core = core;
    this.#publisher = new OrderedPublisher(backplane);
    this.#queries = new Queries(this.#publisher, this.#processId);
    this.#requests = new ClusterRequests(core.requests, this.#queries);
    this.presence = new BackplanePresence(backplane, this.#queries);
    this.moves = new SessionMoves({
      backplane,
      queries: this.#queries,
      processId: this.#processId,
      find: core.findSession,
      removePage: (session, nodeId) => this.#removePage(session, nodeId),
    });
    const receive = (payload: string) => this.#receive(decodePublication(payload));
    this.keep = new BackplaneKeep(backplane, this.#queries, core.logger, receive);
    this.#subscribe(processChannel(this.#processId));
    const stopChanges = backplane.onChange((isUp) => {
      if (!isUp) return;
      this.#publisher.reconnected();
      this.presence.reconnected();
      this.keep.reconnected();
    });
    const stopLosses = backplane.onLoss?.(() => this.presence.lost());
    this.#stopListening = stopLosses ? [stopChanges, stopLosses] : [stopChanges];
  }

  pageJoined({ nodeId, pageId }: Registration, isFirst: boolean): Promise<void> | undefined {
    if (isFirst) {
      this.#received.set(nodeId, new Map());
      this.#subscriptions.set(nodeId, this.#subscribe(nodeChannel(nodeId)));
    }
    this.#announce(nodeId, pageId, isFirst);
    return this.#subscriptions.get(nodeId);
  }

  pageLeft({ nodeId, pageId }: Registration, wasLast: boolean): void {
    if (wasLast) {
      this.#received.delete(nodeId);
      this.#subscriptions.delete(nodeId);
      this.#backplane.unsubscribe(nodeChannel(nodeId));
    }
    this.#announce(nodeId, pageId, wasLast);
  }

  nextCorrelationId(): string {
    this.#messages += 1;
    return `${this.#processId}.${this.#messages.toString(36)}`;
  }

  relay(
    { nodeId, correlationId, delivery, isDelivered, pending }: RelayedMessage,
    settle: (outcome: PublishOutcome) => void,
  ): void {
    const payload = () => encodePublication({ kind: "message", correlationId, text: delivery.text });
    const onOutcome = (outcome: PublishOutcome) => {
      if (pending) this.#requests.published(pending, outcome);
      settle(outcome);
    };
    this.#publisher.publish(nodeChannel(nodeId), payload, onOutcome, isDelivered);
  }

  nack(correlationId: string, delivered: boolean): void {
    this.#notify(processChannel(processOf(correlationId)), { kind: "nack", correlationId, delivered });
  }

  withPagesOf(nodeId: string, use: (pages: readonly string[]) => void): void {
    const query = { about: "pages", node: nodeId } as const;
    void this.#queries.send(nodeChannel(nodeId), query).then(({ responses }) => {
      use((responses as unknown as PagesResponse[]).flatMap(({ pages }) => pages));
    });
  }

  pageMoved(): void {
    this.#requests.moved();
  }

  /** Leaves the cluster. The backplane itself is closed by its owner. */
  close(): void {
    for (const stop of this.#stopListening) stop();
    this.presence.close();
    this.keep.close();
    this.#requests.close();
    this.#queries.close();
    this.#publisher.close();
    for (const nodeId of this.#subscriptions.keys()) this.#backplane.unsubscribe(nodeChannel(nodeId));
    this.#subscriptions.clear();
    this.#backplane.unsubscribe(processChannel(this.#processId));
  }

  #subscribe(channel: string): Promise<void> {
    return this.#backplane.subscribe(channel, (payload) => this.#receive(decodePublication(payload)));
  }

  #receive(publication: Publication | undefined): void {
    switch (publication?.kind) {
      case "message":
        this.#receiveMessage(publication.text, publication.correlationId);
        break;
      case "nack":
        this.#requests.receiveNack(publication.correlationId, publication.delivered);
        break;
      case "kept":
        this.keep.receive(publication.entries);
        break;
      case "query":
        if (publication.query.about === "kept") this.keep.answer(publication.process);
        this.#respond(publication.process, publication.id, this.#responseTo(publication.query));
        break;
      case "response":
        this.#queries.receive(publication.id, publication.response);
        break;
      default:
        this.#core.logger("warn", "Ignored a publication of another process: its kind is unknown");
    }
  }

  #receiveMessage(text: string, correlationId: string): void {
    let message: Message;
    try {
      message = JSON.parse(text) as Message;
    } catch (error) {
      this.#core.logger("warn", `Ignored a message of another process: ${quote(error)}`);
      return;
    }
    this.#received.get(String(message.to))?.set(processOf(correlationId), numberOf(correlationId));
    this.#core.deliver(message, text, correlationId);
  }

  #respond(process: string, id: number, response: JsonValue | Promise<JsonValue>): void {
    const publish = (settled: JsonValue) =>
      this.#notify(processChannel(process), { kind: "response", id, response: settled });
    // One that is known must not be overtaken by what is published next.
    if (response instanceof Promise) response.then(publish, () => publish(null));
    else publish(response);
  }

  #removePage({ uniqueId }: MovableSession, nodeId: string): MovedPage {
    const core = this.#core;
    const requests = core.requests.moving.export(uniqueId, () => this.nextCorrelationId());
    const watches = core.watchesOf(uniqueId);
    const own = [this.#processId, this.#messages] as const;
    // What the page received on an earlier process has arrived here too: the preparation has waited for it.
    const received = {
      messages: [...(this.#received.get(nodeId) ?? []), own],
      kept: core.keptVersions(nodeId),
    };
    core.removePage(uniqueId);
    this.#requests.moved();
    return { requests, watches, received };
  }

  #responseTo(query: Query): JsonValue | Promise<JsonValue> {
    if (query.about === "session") return this.moves.respond(query);
    if (query.about === "requests") {
      return query.correlationIds.map((id) => this.#core.requests.withCorrelationId(id) !== undefined);
    }
    if (query.about === "kept") return null;
    const pages = this.#core.localPages(query.node).filter((id) => id !== undefined);
    return { process: this.#processId, pages };
  }

  /** Tells the processes with a watch on the node that a page came or left. */
  #announce(nodeId: string, pageId: string | undefined, nodeChanged: boolean): void {
    if (pageId === undefined && !nodeChanged) return;
    const pages = this.#core.localPages(nodeId);
    this.#notify(watchChannel(nodeId), {
      kind: "page",
      process: this.#processId,
      page: pageId ?? null,
      pageHere: pages.includes(pageId),
      nodeHere: pages.length > 0,
    });
  }

  /** Publishes a notice that may get lost: its receivers have other, slower ways to find out. */
  #notify(channel: string, publication: Publication): void {
    this.#backplane.publish(channel, encodePublication(publication)).catch(() => {});
  }
}

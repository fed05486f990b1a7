import { type Message, MessageType, memberOf, nodeIdOf, ProtocolError } from "../protocol";
import type { ClusterPresence } from "./cluster/cluster";
import type { MovedWatch } from "./cluster/session-moves";
import { LazyMap } from "./lazy-map";
import type { LocalDelivery } from "./local-delivery";
import { presenceMessage } from "./make-server-message";

/** How many watches one connection may have at a time. */
export const MAX_WATCHES = 1000;

interface Watch {
  readonly connection: string;
  readonly message: Message;
  /** Whether it wants to know of each page, not just whether there is any. */
  readonly eachPage: boolean;
  /** Whether it has had its first answer. */
  answered: boolean;
}

interface Watched {
  readonly watches: Set<Watch>;
  online: boolean;
  /** The IDs of the pages that are there. */
  readonly pages: Set<string>;
}

/** One page in a `presence`, for those who want to know of each. */
export interface PagePresence {
  readonly id: string;
  readonly online: boolean;
}

/** Tells connections whether the nodes they watch have pages: once at the beginning, and then at each change. */
export class Presence {
  readonly #local: LocalDelivery;
  readonly #cluster: ClusterPresence;
  readonly #nodes = new LazyMap<string, Watched>();
  readonly #byConnection = new LazyMap<string, Set<Watch>>();

  /** @param cluster - The pages on other processes. */
  constructor(local: LocalDelivery, cluster: ClusterPresence) {
    this.#local = local;
    this.#cluster = cluster;
    cluster.onChange((nodeId, pageId) => this.changed(nodeId, pageId));
  }

  /**
   * Takes a `watch` or `unwatch` of a connection; other types are ignored.
   * `unwatch` ends all watches of the connection on the node, or with `in_reply_to` that one.
   *
   * @throws ProtocolError when the message names no node, or the connection has too many watches.
   */
  receive(connection: string, message: Message): void {
    if (message.message_type === MessageType.watch) this.#watch(connection, message);
    else if (message.message_type === MessageType.unwatch) this.#unwatch(connection, message);
  }

  #watch(connection: string, message: Message, told?: MovedWatch["told"]): void {
    const nodeId = nodeIdOf(message);
    const own = this.#byConnection.get(connection) ?? new Set();
    if (own.size >= MAX_WATCHES)
      throw new ProtocolError(`a connection may watch at most ${MAX_WATCHES} nodes`);
    const eachPage = memberOf(message.body, "each_page") === true;
    const watch: Watch = { connection, message, eachPage, answered: false };
    this.#byConnection.set(connection, own.add(watch));
    const watched = this.#nodes.get(nodeId) ?? this.#stateOf(nodeId);
    this.#nodes.set(nodeId, watched);
    watched.watches.add(watch);
    const queried = this.#cluster.watch(nodeId);
    const answer = () =>
      told ? this.#goOn(nodeId, watched, watch, told) : this.#answer(nodeId, watched, watch);
    if (!queried || (watched.online && !told)) answer();
    queried?.then(() => {
      if (watched.watches.has(watch) && !watch.answered) answer();
    });
  }

  #unwatch(connection: string, message: Message): void {
    const nodeId = nodeIdOf(message);
    const only = memberOf(message.body, "in_reply_to");
    for (const watch of this.#nodes.get(nodeId)?.watches ?? []) {
      if (watch.connection === connection && (only === undefined || only === watch.message.message_id)) {
        this.#end(nodeId, watch);
      }
    }
  }

  /** The watches of a connection that moves to another process, with what it was told. */
  watchesOf(connection: string): MovedWatch[] {
    return [...(this.#byConnection.get(connection) ?? [])].map(({ message, answered }) => {
      const watched = this.#nodes.get(nodeIdOf(message));
      const told = answered && watched ? { online: watched.online, pages: [...watched.pages] } : undefined;
      return { message, told };
    });
  }

  /** Continues the watches of a connection that comes from another process, which is told only what has changed. */
  continue(connection: string, watches: readonly MovedWatch[]): void {
    for (const { message, told } of watches) this.#watch(connection, message, told);
  }

  /** Ends the watches of a connection that is gone. */
  connectionGone(connection: string): void {
    for (const watch of this.#byConnection.get(connection) ?? []) {
      this.#end(nodeIdOf(watch.message), watch);
    }
  }

  /**
   * Tells those who watch a node that a page of it came or left.
   *
   * @param pageId - The ID of the page, if it has one.
   */
  changed(nodeId: string, pageId?: string): void {
    const watched = this.#nodes.get(nodeId);
    if (!watched) return;
    const was = watched.online;
    watched.online = this.#isOnline(nodeId);
    const page = this.#pageChange(nodeId, watched, pageId);
    for (const watch of [...watched.watches]) {
      const aboutPage = watch.eachPage ? page : undefined;
      if (watch.answered && (aboutPage || watched.online !== was)) {
        this.#tell(nodeId, watched, watch, aboutPage);
      }
    }
  }

  /** The change of one page; none when it came back on another process before it left this one. */
  #pageChange(nodeId: string, { pages }: Watched, pageId: string | undefined): PagePresence | undefined {
    if (pageId === undefined) return undefined;
    const online = this.#local.pagesOf(nodeId).includes(pageId) || this.#cluster.hasPage(nodeId, pageId);
    if (online === pages.has(pageId)) return undefined;
    if (online) pages.add(pageId);
    else pages.delete(pageId);
    return { id: pageId, online };
  }

  #stateOf(nodeId: string): Watched {
    const pages = this.#local.pagesOf(nodeId).filter((id) => id !== undefined);
    return { watches: new Set(), online: this.#isOnline(nodeId), pages: new Set(pages) };
  }

  #answer(nodeId: string, watched: Watched, watch: Watch): void {
    watch.answered = true;
    this.#tell(nodeId, watched, watch, undefined);
  }

  #goOn(nodeId: string, watched: Watched, watch: Watch, told: NonNullable<MovedWatch["told"]>): void {
    watch.answered = true;
    const { online, pages } = watched;
    const before = new Set(told.pages);
    let isTold = false;
    for (const id of watch.eachPage ? new Set([...before, ...pages]) : []) {
      if (before.has(id) === pages.has(id)) continue;
      isTold = true;
      this.#tell(nodeId, watched, watch, { id, online: pages.has(id) });
    }
    if (!isTold && online !== told.online) this.#tell(nodeId, watched, watch, undefined);
  }

  #tell(
    nodeId: string,
    { online }: Watched,
    { connection, message }: Watch,
    page: PagePresence | undefined,
  ): void {
    this.#local.tell(connection, presenceMessage(message, nodeId, online, page));
  }

  #isOnline(nodeId: string): boolean {
    return this.#local.pagesOf(nodeId).length > 0 || this.#cluster.hasNode(nodeId);
  }

  #end(nodeId: string, watch: Watch): void {
    const own = this.#byConnection.get(watch.connection);
    own?.delete(watch);
    if (own?.size === 0) this.#byConnection.delete(watch.connection);
    const watched = this.#nodes.get(nodeId);
    watched?.watches.delete(watch);
    if (watched?.watches.size !== 0) return;
    this.#nodes.delete(nodeId);
    this.#cluster.unwatch(nodeId);
  }
}

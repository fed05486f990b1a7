import { type Message, MessageType, memberOf, nodeIdOf, ProtocolError } from "../protocol";
import type { RemotePresence } from "./cluster/cluster-presence";
import { presenceMessage } from "./server-message";

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

/** What {@link Presence} needs of its surroundings. */
export interface PresenceSurroundings {
  /** The IDs of the node's pages on this process; `undefined` for a page without an ID. */
  readonly pagesHere: (nodeId: string) => readonly (string | undefined)[];
  /** Takes a message to one connection of this process. */
  readonly tell: (connection: string, message: Message) => void;
  /** The pages on other processes; `undefined` when there are no other processes. */
  readonly remote: RemotePresence | undefined;
}

/** Tells connections whether the nodes they watch are there: once at the beginning, and then whenever it changes. */
export class Presence {
  readonly #surroundings: PresenceSurroundings;
  readonly #nodes = new Map<string, Watched>();
  readonly #byConnection = new Map<string, Set<Watch>>();

  constructor(surroundings: PresenceSurroundings) {
    this.#surroundings = surroundings;
    surroundings.remote?.onChange((nodeId, pageId) => this.changed(nodeId, pageId));
  }

  /** How many watches there are. */
  get size(): number {
    let count = 0;
    for (const watches of this.#byConnection.values()) count += watches.size;
    return count;
  }

  /**
   * A message to the server came from a connection; `watch` and `unwatch` are meant for here.
   *
   * `unwatch` ends what the connection watches of the node, or with `in_reply_to` the one watch named.
   *
   * @throws ProtocolError when it names no node, or the connection has too many watches.
   */
  receive(connection: string, message: Message): void {
    if (message.message_type === MessageType.watch) this.#watch(connection, message);
    else if (message.message_type === MessageType.unwatch) this.#unwatch(connection, message);
  }

  #watch(connection: string, message: Message): void {
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
    const { remote } = this.#surroundings;
    if (!remote || watched.online) this.#answer(nodeId, watched, watch);
    remote?.watch(nodeId).then(() => {
      if (watched.watches.has(watch) && !watch.answered) this.#answer(nodeId, watched, watch);
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

  /** A connection is gone, and with it what it watched. */
  connectionGone(connection: string): void {
    for (const watch of this.#byConnection.get(connection) ?? []) {
      this.#end(nodeIdOf(watch.message), watch);
    }
  }

  /**
   * A page of a node came or left.
   *
   * @param pageId - Which one, when it is a page with an ID.
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

  /** What is new of a page, which may have come back elsewhere before it left here. */
  #pageChange(nodeId: string, { pages }: Watched, pageId: string | undefined): PagePresence | undefined {
    if (pageId === undefined) return undefined;
    const { pagesHere, remote } = this.#surroundings;
    const online = pagesHere(nodeId).includes(pageId) || remote?.hasPage(nodeId, pageId) === true;
    if (online === pages.has(pageId)) return undefined;
    if (online) pages.add(pageId);
    else pages.delete(pageId);
    return { id: pageId, online };
  }

  #stateOf(nodeId: string): Watched {
    const pages = this.#surroundings.pagesHere(nodeId).filter((id) => id !== undefined);
    return { watches: new Set(), online: this.#isOnline(nodeId), pages: new Set(pages) };
  }

  #answer(nodeId: string, watched: Watched, watch: Watch): void {
    watch.answered = true;
    this.#tell(nodeId, watched, watch, undefined);
  }

  #tell(
    nodeId: string,
    { online }: Watched,
    { connection, message }: Watch,
    page: PagePresence | undefined,
  ): void {
    this.#surroundings.tell(connection, presenceMessage(message, nodeId, online, page));
  }

  #isOnline(nodeId: string): boolean {
    const { pagesHere, remote } = this.#surroundings;
    return pagesHere(nodeId).length > 0 || remote?.isThere(nodeId) === true;
  }

  #end(nodeId: string, watch: Watch): void {
    const own = this.#byConnection.get(watch.connection);
    own?.delete(watch);
    if (own?.size === 0) this.#byConnection.delete(watch.connection);
    const watched = this.#nodes.get(nodeId);
    watched?.watches.delete(watch);
    if (watched?.watches.size !== 0) return;
    this.#nodes.delete(nodeId);
    this.#surroundings.remote?.unwatch(nodeId);
  }
}

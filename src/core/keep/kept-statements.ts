import {
  ErrorKind,
  errorKindOf,
  errorOf,
  inReplyToOf,
  isReply,
  type Message,
  type MessageId,
} from "../../protocol";
import type { KeepReplicator } from "../cluster/cluster";
import { type Logger, quote } from "../log";
import type { Delivery } from "../sender";
import type { KeepStore } from "./keep-store";
import type { KeptEntry } from "./kept-entry";
import { RecentMap } from "./recent-map";

/** The most statements whose replies are recognized, and the most that are known to be refused by a page. */
const MAX_RECENT = 10_000;

/** What {@link KeptStatements} needs of the core. */
export interface KeptStatementsParts {
  readonly store: KeepStore;
  readonly cluster: KeepReplicator;
  readonly logger: Logger;
  /**
   * How long statements are kept after the last page of the room has left, in milliseconds. 0: for ever.
   */
  readonly keepTimeout: number;
  /** Delivers a statement that another process keeps. */
  readonly deliver: (nodeId: string, delivery: Delivery) => void;
  /** Called when that time is over, and nothing is kept any more. */
  readonly onExpired: () => void;
}

/** Statements that are kept for the nodes of one room, for the pages that come later. */
export class KeptStatements {
  readonly #parts: KeptStatementsParts;
  readonly #store: KeepStore;
  /** Statements that pages have received, by node, sender and message ID: the server has answered these itself. */
  readonly #received = new RecentMap<true>(MAX_RECENT);
  /** The same names, each with the page that has refused the statement. */
  readonly #refused = new RecentMap<true>(MAX_RECENT);
  /** While this process loads what others keep. */
  #loading: Promise<void> | undefined;
  #isOccupied = false;
  #expiry: NodeJS.Timeout | undefined;
  #refresh: NodeJS.Timeout | undefined;

  constructor(parts: KeptStatementsParts) {
    this.#parts = parts;
    this.#store = parts.store;
    parts.cluster.start({
      timeout: this.#storedFor,
      parts: () => this.#store.parts(),
      receive: (entries) => this.#receive(entries),
    });
  }

  /** How many bytes are kept. */
  get bytes(): number {
    return this.#store.bytes;
  }

  /**
   * Keeps a statement that is about to be delivered.
   *
   * @returns Why it cannot be kept; `undefined` when it is; a promise when it has to be stored as well: fulfilled once it
   *   is, or with why it is not.
   */
  keep(nodeId: string, key: string, statement: Delivery): string | Promise<string | undefined> | undefined {
    const kept = this.#store.keep(nodeId, key, statement);
    if (typeof kept === "string") return kept;
    this.#expectReply(nodeId, statement.message);
    const stored = this.#parts.cluster.publish([kept], this.#storedFor);
    this.#expireIfVacant();
    return stored;
  }

  forget(nodeId: string, key: string | undefined): void {
    const forgotten = this.#store.forget(nodeId, key);
    if (forgotten.length > 0) void this.#parts.cluster.publish(forgotten, this.#storedFor);
  }

  /** Gives the keys of a node: at once, or when this process has loaded what others keep. */
  withKeys(nodeId: string, use: (keys: string[]) => void): void {
    if (this.#loading) void this.#loading.then(() => use(this.#store.keys(nodeId)));
    else use(this.#store.keys(nodeId));
  }

  /** The statements for a page that has just registered, without those it has refused since it was loaded. */
  forPage(nodeId: string, pageId: string | undefined): Delivery[] {
    if (this.#store.bytes === 0) return [];
    const statements = this.#store
      .statements(nodeId)
      .filter(
        ({ message }) => pageId === undefined || !this.#refused.has(refusedName(nodeId, pageId, message)),
      );
    for (const { message } of statements) this.#expectReply(nodeId, message);
    return statements;
  }

  /**
   * Takes the reply of a page to a kept statement, which nobody waits for.
   *
   * @param pageOf - Gives the ID of the page that sent it.
   * @returns Whether it is one.
   */
  takeReply(message: Message, pageOf: () => string | undefined): boolean {
    if (this.#received.size === 0 || !isReply(message.message_type)) return false;
    const inReplyTo = inReplyToOf(message);
    if (inReplyTo === undefined) return false;
    const name = nameOf(String(message.from), String(message.to), inReplyTo);
    if (!this.#received.has(name)) return false;
    if (errorKindOf(errorOf(message) ?? "") !== ErrorKind.refused) return true;
    const pageId = pageOf();
    if (pageId !== undefined) this.#refused.set(`${pageId}\n${name}`, true);
    return true;
  }

  /**
   * A page of the room has registered. The first one on this process makes it load what others keep.
   *
   * @returns `undefined`: all is here; else settled, never with an error, once it is.
   */
  occupied(): Promise<void> | undefined {
    if (this.#isOccupied) return this.#loading;
    this.#isOccupied = true;
    this.#stopTimers();
    const { keepTimeout, cluster } = this.#parts;
    const loading = cluster.load();
    if (!loading) return undefined;
    cluster.touch(this.#storedFor);
    if (keepTimeout > 0) {
      this.#refresh = setInterval(() => cluster.touch(this.#storedFor), keepTimeout / 2);
      this.#refresh.unref();
    }
    const loaded = loading.then(() => {
      if (this.#loading === loaded) this.#loading = undefined;
    });
    this.#loading = loaded;
    return loaded;
  }

  /** The last page of the room on this process has left. */
  vacated(): void {
    this.#received.clear();
    this.#isOccupied = false;
    this.#stopTimers();
    this.#parts.cluster.touch(this.#parts.keepTimeout);
    this.#expireIfVacant();
  }

  /** Drops everything, here only. */
  close(): void {
    this.#stopTimers();
    this.#store.clear();
    this.#refused.clear();
  }

  /** How long a storage stores the entries. Longer than `keepTimeout`, so that after a crash the full time remains. */
  get #storedFor(): number {
    return 1.5 * this.#parts.keepTimeout;
  }

  /** Takes what others keep: pages here get it, those that have just registered as all that is kept. */
  #receive(entries: readonly KeptEntry[]): void {
    const drops: KeptEntry[] = [];
    for (const entry of entries) {
      const drop = this.#store.dropAfter(entry);
      if (drop) {
        drops.push(drop);
        continue;
      }
      try {
        const delivery = this.#store.merge(entry);
        if (!delivery) continue;
        this.#expectReply(entry.node, delivery.message);
        this.#parts.deliver(entry.node, delivery);
      } catch (error) {
        this.#parts.logger("warn", `Ignored a kept statement of another process: ${quote(error)}`);
      }
    }
    // A process that was cut off meanwhile still has it, and may have stored it again.
    if (drops.length > 0) void this.#parts.cluster.publish(drops, this.#storedFor);
    this.#expireIfVacant();
  }

  #expireIfVacant(): void {
    const { keepTimeout, onExpired } = this.#parts;
    if (this.#isOccupied || this.#expiry || this.#store.bytes === 0 || keepTimeout === 0) return;
    this.#expiry = setTimeout(() => {
      this.close();
      onExpired();
    }, keepTimeout);
    // Kept statements do not keep the process alive.
    this.#expiry.unref();
  }

  #stopTimers(): void {
    clearTimeout(this.#expiry);
    clearInterval(this.#refresh);
    this.#expiry = undefined;
    this.#refresh = undefined;
  }

  #expectReply(nodeId: string, { from, message_id: id }: Message): void {
    this.#received.set(nameOf(nodeId, String(from), id), true);
  }
}

function refusedName(nodeId: string, pageId: string, { from, message_id: id }: Message): string {
  return `${pageId}\n${nameOf(nodeId, String(from), id)}`;
}

/** IDs of nodes have no control characters, so names are unique. */
function nameOf(nodeId: string, sender: string, id: MessageId): string {
  return `${nodeId}\n${sender}\n${typeof id}\n${id}`;
}

import type { Message } from "../../protocol";
import type { KeepReplicator } from "../cluster/cluster";
import type { Delivery } from "../delivery";
import { type Logger, quote } from "../log";
import { KeepStore } from "./keep-store";
import type { KeptEntry } from "./kept-entry";
import { KeptReplies } from "./kept-replies";

/** What {@link KeptStatements} needs of the core. */
export interface KeptStatementsParts {
  /** The most bytes kept for one node. 0: no limit. */
  readonly maxKeptBytes: number;
  readonly cluster: KeepReplicator;
  readonly logger: Logger;
  /**
   * How long statements are kept after the last page of the room has left, in milliseconds. 0: for ever.
   */
  readonly keepTimeout: number;
  /** Delivers a statement that another process keeps. */
  readonly deliver: (nodeId: string, delivery: Delivery) => void;
  /** Called when that time is over, and nothing is kept any more. */
  readonly onExpired: (() => void) | undefined;
}

/** Statements that are kept for the nodes of one room, for the pages that come later. */
export class KeptStatements {
  readonly #parts: KeptStatementsParts;
  /** Made when the first statement is kept: in most rooms none is. */
  #storeIfAny: KeepStore | undefined;
  #repliesIfAny: KeptReplies | undefined;
  /** While this process loads what others keep. */
  #loading: Promise<void> | undefined;
  #isOccupied = false;
  #expiry: NodeJS.Timeout | undefined;
  #refresh: NodeJS.Timeout | undefined;

  constructor(parts: KeptStatementsParts) {
    this.#parts = parts;
    parts.cluster.start({
      timeout: this.#storedFor,
      parts: () => this.#storeIfAny?.parts() ?? [],
      receive: (entries) => this.#receive(entries),
    });
  }

  /** How many bytes are kept. */
  get bytes(): number {
    return this.#storeIfAny?.bytes ?? 0;
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
    this.#replies.expect(nodeId, statement.message);
    const stored = this.#parts.cluster.publish([kept], this.#storedFor);
    this.#expireIfVacant();
    return stored;
  }

  forget(nodeId: string, key: string | undefined): void {
    const forgotten = this.#storeIfAny?.forget(nodeId, key) ?? [];
    if (forgotten.length > 0) void this.#parts.cluster.publish(forgotten, this.#storedFor);
  }

  /** Gives the keys of a node: at once, or when this process has loaded what others keep. */
  withKeys(nodeId: string, use: (keys: string[]) => void): void {
    const give = () => use(this.#storeIfAny?.keys(nodeId) ?? []);
    if (this.#loading) void this.#loading.then(give);
    else give();
  }

  /** The version of each key that is kept for a node, or was dropped. */
  versionsFor(nodeId: string): [key: string, version: string][] {
    return this.#storeIfAny?.versions(nodeId) ?? [];
  }

  /** The statements for a page that has just registered, without those it has refused since it was loaded. */
  forPage(nodeId: string, pageId: string | undefined): Delivery[] {
    if (!this.#storeIfAny || this.bytes === 0) return [];
    const statements = this.#storeIfAny
      .statements(nodeId)
      .filter(({ message }) => !this.#repliesIfAny?.isRefused(nodeId, pageId, message));
    for (const { message } of statements) this.#replies.expect(nodeId, message);
    return statements;
  }

  /**
   * Takes the reply of a page to a kept statement, which nobody waits for.
   *
   * @param pageOf - Gives the ID of the page that sent it.
   * @returns Whether it is one.
   */
  takeReply(message: Message, pageOf: () => string | undefined): boolean {
    return this.#repliesIfAny?.take(message, pageOf) ?? false;
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
    this.#repliesIfAny?.forgetExpected();
    this.#isOccupied = false;
    this.#stopTimers();
    this.#parts.cluster.touch(this.#parts.keepTimeout);
    this.#expireIfVacant();
  }

  /** Drops everything, here only. */
  close(): void {
    this.#stopTimers();
    this.#storeIfAny?.clear();
    this.#repliesIfAny?.forgetRefused();
  }

  get #store(): KeepStore {
    this.#storeIfAny ??= new KeepStore(this.#parts.maxKeptBytes);
    return this.#storeIfAny;
  }

  get #replies(): KeptReplies {
    this.#repliesIfAny ??= new KeptReplies();
    return this.#repliesIfAny;
  }

  /** How long a storage stores the entries. Longer than `keepTimeout`, so that after a crash the full time remains. */
  get #storedFor(): number {
    return 1.5 * this.#parts.keepTimeout;
  }

  /** Takes entries of other processes and delivers them to the pages here; new pages get them with all that is kept. */
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
        this.#replies.expect(entry.node, delivery.message);
        this.#parts.deliver(entry.node, delivery);
      } catch (error) {
        this.#parts.logger("warn", `Ignored a kept statement of another process: ${quote(error)}`);
      }
    }
    // Publish the drop again: the process that sent the entry did not know of it, and may have stored the entry again.
    if (drops.length > 0) void this.#parts.cluster.publish(drops, this.#storedFor);
    this.#expireIfVacant();
  }

  #expireIfVacant(): void {
    const { keepTimeout, onExpired } = this.#parts;
    if (this.#isOccupied || this.#expiry || this.bytes === 0 || keepTimeout === 0) return;
    this.#expiry = setTimeout(() => {
      this.close();
      onExpired?.();
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
}

import { inReplyToOf, isReply, type Message, type MessageId } from "../../protocol";
import type { Delivery } from "../sender";
import type { KeepStore } from "./keep-store";

/** The most statements whose replies are recognized; beyond it the oldest are forgotten. */
const MAX_RECENT = 10_000;

/** Statements that are kept for the nodes of one room, for the pages that come later. */
export class KeptStatements {
  readonly #store: KeepStore;
  readonly #keepTimeout: number;
  readonly #onExpired: () => void;
  /** Statements that pages have received, by node, sender and message ID: the server has answered these itself. */
  readonly #received = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param keepTimeout - How long statements are kept after the last page of the room has left, in milliseconds.
   *   0: for ever.
   * @param onExpired - Called when that time is over, and nothing is kept any more.
   */
  constructor(store: KeepStore, keepTimeout: number, onExpired: () => void) {
    this.#store = store;
    this.#keepTimeout = keepTimeout;
    this.#onExpired = onExpired;
  }

  /** How many bytes are kept. */
  get bytes(): number {
    return this.#store.bytes;
  }

  /** Keeps a statement that is about to be delivered. @returns Why it cannot be kept; `undefined` when it is. */
  keep(nodeId: string, key: string, statement: Delivery): string | undefined {
    const error = this.#store.keep(nodeId, key, statement);
    if (error === undefined) this.#expectReply(nodeId, statement.message);
    return error;
  }

  forget(nodeId: string, key: string | undefined): void {
    this.#store.forget(nodeId, key);
  }

  keys(nodeId: string): string[] {
    return this.#store.keys(nodeId);
  }

  /** The statements for a page that has just registered. */
  forPage(nodeId: string): Delivery[] {
    if (this.#store.bytes === 0) return [];
    const statements = [...this.#store.statements(nodeId)];
    for (const { message } of statements) this.#expectReply(nodeId, message);
    return statements;
  }

  /** Whether a message is the reply of a page to a kept statement, which nobody waits for. */
  isReplyToKept(message: Message): boolean {
    if (this.#received.size === 0 || !isReply(message.message_type)) return false;
    const inReplyTo = inReplyToOf(message);
    if (inReplyTo === undefined) return false;
    return this.#received.has(nameOf(String(message.from), String(message.to), inReplyTo));
  }

  /** The first page of the room has registered. */
  occupied(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The last page of the room has left. */
  vacated(): void {
    this.#received.clear();
    if (this.#store.bytes === 0 || this.#keepTimeout === 0) return;
    this.#timer = setTimeout(() => {
      this.close();
      this.#onExpired();
    }, this.#keepTimeout);
    // Kept statements do not keep the process alive.
    this.#timer.unref();
  }

  /** Drops everything. */
  close(): void {
    this.occupied();
    this.#store.clear();
  }

  #expectReply(nodeId: string, { from, message_id: id }: Message): void {
    const name = nameOf(nodeId, String(from), id);
    // Added last, it is forgotten last.
    this.#received.delete(name);
    this.#received.add(name);
    if (this.#received.size <= MAX_RECENT) return;
    for (const oldest of this.#received) {
      this.#received.delete(oldest);
      return;
    }
  }
}

/** IDs of nodes have no control characters, so names are unique. */
function nameOf(nodeId: string, sender: string, id: MessageId): string {
  return `${nodeId}\n${sender}\n${typeof id}\n${id}`;
}

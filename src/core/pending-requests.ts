import type { Message, MessageId } from "../protocol";

/** A request that was delivered and has not been answered yet. */
export interface PendingRequest {
  readonly request: Message;
  /** The connection that asked, when it is one of this process. */
  readonly source: string | undefined;
  /** The connections of this process that may still answer. */
  readonly waitingFor: Set<string>;
}

/**
 * The requests that wait for an answer, so that none waits for a page that is gone.
 * Entries leave with the first reply, with their last target, or with the one who asked.
 */
export class PendingRequests {
  readonly #byKey = new Map<string, PendingRequest>();
  readonly #keysByConnection = new Map<string, Set<string>>();

  /** How many requests wait. */
  get size(): number {
    return this.#byKey.size;
  }

  add(request: Message, source: string | undefined, targets: readonly string[]): void {
    const key = keyOf(request.from, request.message_id);
    this.#forget(key);
    const pending: PendingRequest = { request, source, waitingFor: new Set(targets) };
    this.#byKey.set(key, pending);
    for (const connection of targets) this.#index(connection, key);
    if (source !== undefined) this.#index(source, key);
  }

  /** The request that a reply to `requester` would answer. */
  find(requester: string | null | undefined, inReplyTo: MessageId): PendingRequest | undefined {
    return this.#byKey.get(keyOf(requester, inReplyTo));
  }

  /** A reply has passed: the request waits no longer. */
  settle(requester: string | null | undefined, inReplyTo: MessageId): void {
    this.#forget(keyOf(requester, inReplyTo));
  }

  /**
   * A connection is gone.
   *
   * @returns The requests that now have nobody left to answer them; they are forgotten here.
   */
  connectionGone(uniqueId: string): PendingRequest[] {
    const orphans: PendingRequest[] = [];
    for (const key of this.#keysByConnection.get(uniqueId) ?? []) {
      const pending = this.#byKey.get(key);
      if (!pending) continue;
      pending.waitingFor.delete(uniqueId);
      if (pending.source === uniqueId) this.#forget(key);
      else if (pending.waitingFor.size === 0) {
        this.#forget(key);
        orphans.push(pending);
      }
    }
    this.#keysByConnection.delete(uniqueId);
    return orphans;
  }

  #index(connection: string, key: string): void {
    const keys = this.#keysByConnection.get(connection);
    if (keys) keys.add(key);
    else this.#keysByConnection.set(connection, new Set([key]));
  }

  #forget(key: string): void {
    const pending = this.#byKey.get(key);
    if (!pending) return;
    this.#byKey.delete(key);
    for (const connection of pending.waitingFor) this.#unindex(connection, key);
    if (pending.source !== undefined) this.#unindex(pending.source, key);
  }

  #unindex(connection: string, key: string): void {
    const keys = this.#keysByConnection.get(connection);
    if (!keys) return;
    keys.delete(key);
    if (keys.size === 0) this.#keysByConnection.delete(connection);
  }
}

function keyOf(requester: string | null | undefined, id: MessageId): string {
  return `${typeof id === "number" ? "n" : "s"}${id}\n${requester ?? ""}`;
}

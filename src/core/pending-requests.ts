import type { Message, MessageId } from "../protocol";

/** What is kept of a request: enough to answer it, and not its body, which may be large. */
export interface RequestHead {
  readonly message_id: MessageId;
  readonly message_type: string;
  readonly from: string | null;
  readonly from_page?: string | undefined;
  readonly to?: string | null | undefined;
}

/** A request that was delivered and has not been answered yet. */
export interface PendingRequest {
  readonly request: RequestHead;
  /** The connection that asked, when it is one of this process. */
  readonly source: string | undefined;
  /** Where its asker's requests are kept. */
  readonly shelf: Map<MessageId, PendingRequest>;
  /** When it has waited long enough, on the clock of its owner. */
  readonly deadline: number;
  /** The connections of this process that may still answer. */
  readonly waitingFor: Set<string>;
}

/** The waiting requests of one asker, by message ID. */
type Shelf = Map<MessageId, PendingRequest>;

/**
 * The requests that wait for an answer, so that none waits for a page that is gone.
 * They are kept by the connection that asked, since two pages of one node may number their messages alike;
 * those that no connection of this process asked are kept by the asking node.
 */
export class PendingRequests {
  readonly #byAsker = new Map<string, Shelf>();
  readonly #byAskingNode = new Map<string, Shelf>();
  readonly #byTarget = new Map<string, Set<PendingRequest>>();
  /** All of them, the oldest first. */
  readonly #inOrder = new Set<PendingRequest>();

  /** How many requests wait. */
  get size(): number {
    return this.#inOrder.size;
  }

  /** How many requests of one connection wait. */
  countOf(source: string): number {
    return this.#byAsker.get(source)?.size ?? 0;
  }

  /** The deadline of the oldest request, or `undefined` when none waits. */
  get firstDeadline(): number | undefined {
    for (const { deadline } of this.#inOrder) return deadline;
    return undefined;
  }

  /** Deadlines may not go back from one call to the next. */
  add(
    message: Message,
    source: string | undefined,
    targets: readonly string[],
    deadline: number,
  ): PendingRequest {
    const shelf =
      source === undefined
        ? shelfOf(this.#byAskingNode, String(message.from))
        : shelfOf(this.#byAsker, source);
    const earlier = shelf.get(message.message_id);
    if (earlier) this.forget(earlier);
    const pending = { request: headOf(message), source, shelf, deadline, waitingFor: new Set(targets) };
    shelf.set(message.message_id, pending);
    this.#inOrder.add(pending);
    for (const target of targets) {
      const owed = this.#byTarget.get(target);
      if (owed) owed.add(pending);
      else this.#byTarget.set(target, new Set([pending]));
    }
    return pending;
  }

  /** The request that a reply to this node, of which these are the connections, would answer. */
  find(
    nodeId: string,
    connections: Iterable<{ readonly uniqueId: string }>,
    inReplyTo: MessageId,
  ): PendingRequest | undefined {
    for (const { uniqueId } of connections) {
      const pending = this.#byAsker.get(uniqueId)?.get(inReplyTo);
      if (pending) return pending;
    }
    return this.#byAskingNode.get(nodeId)?.get(inReplyTo);
  }

  /** The request waits no longer. @returns Whether it waited until now. */
  forget(pending: PendingRequest): boolean {
    if (!this.#inOrder.delete(pending)) return false;
    const { shelf, source, request, waitingFor } = pending;
    if (shelf.get(request.message_id) === pending) shelf.delete(request.message_id);
    // Connections say when they go; nodes elsewhere do not, so nothing is kept for them.
    if (source === undefined && shelf.size === 0) this.#byAskingNode.delete(String(request.from));
    for (const target of waitingFor) this.#byTarget.get(target)?.delete(pending);
    return true;
  }

  /** Forgets, and gives, the requests that one connection asked. */
  takeAskedBy(source: string): PendingRequest[] {
    const asked = [...(this.#byAsker.get(source)?.values() ?? [])];
    for (const pending of asked) this.forget(pending);
    this.#byAsker.delete(source);
    return asked;
  }

  /** Forgets, and gives, the requests that only this connection could still have answered. */
  takeOwedBy(target: string): PendingRequest[] {
    const orphans: PendingRequest[] = [];
    for (const pending of this.#byTarget.get(target) ?? []) {
      pending.waitingFor.delete(target);
      if (pending.waitingFor.size === 0) orphans.push(pending);
    }
    this.#byTarget.delete(target);
    for (const orphan of orphans) this.forget(orphan);
    return orphans;
  }

  /** Forgets, and gives, the requests whose deadline has come. */
  takeDue(now: number): PendingRequest[] {
    const due: PendingRequest[] = [];
    for (const pending of this.#inOrder) {
      if (pending.deadline > now) break;
      due.push(pending);
    }
    for (const pending of due) this.forget(pending);
    return due;
  }
}

function shelfOf(shelves: Map<string, Shelf>, owner: string): Shelf {
  const shelf = shelves.get(owner);
  if (shelf) return shelf;
  const fresh: Shelf = new Map();
  shelves.set(owner, fresh);
  return fresh;
}

function headOf({ message_id, message_type, from, from_page, to }: Message): RequestHead {
  return { message_id, message_type, from, from_page, to };
}

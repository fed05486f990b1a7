import type { Message, MessageId } from "../protocol";

/** What is kept of a request: enough to answer it, and not its body, which may be large. */
export interface RequestHead {
  readonly message_id: MessageId;
  readonly message_type: string;
  readonly from: string | null;
  readonly from_page?: string | undefined;
  readonly to?: string | null | undefined;
  readonly to_page?: string | undefined;
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
  /** Its name between processes, when it goes to others or comes from another. */
  readonly ticket: string | undefined;
  /** Other processes that may answer it; `undefined` when it was not sent to any. */
  readonly others: OtherHolders | undefined;
}

/** What is known of the other processes that have a request. */
export interface OtherHolders {
  /** How many took it; `undefined` until the backplane has told. */
  took: number | undefined;
  /** How many of these have nobody left who could answer. */
  gone: number;
  /** Whether anybody there ever had it. */
  reached: boolean;
  /** When they were last known to have it, on the clock of its owner. */
  confirmedAt: number;
}

/** What {@link PendingRequests.add} needs to know of a request. */
export interface NewPendingRequest {
  readonly message: Message;
  readonly source: string | undefined;
  readonly targets: readonly string[];
  readonly deadline: number;
  readonly ticket?: string | undefined;
  readonly others?: OtherHolders | undefined;
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
  readonly #byTicket = new Map<string, PendingRequest>();
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
  add({ message, source, targets, deadline, ticket, others }: NewPendingRequest): PendingRequest {
    const shelf =
      source === undefined
        ? shelfOf(this.#byAskingNode, String(message.from))
        : shelfOf(this.#byAsker, source);
    const earlier = shelf.get(message.message_id);
    if (earlier) this.forget(earlier);
    const waitingFor = new Set(targets);
    const pending = { request: headOf(message), source, shelf, deadline, waitingFor, ticket, others };
    shelf.set(message.message_id, pending);
    this.#inOrder.add(pending);
    if (ticket !== undefined) this.#byTicket.set(ticket, pending);
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

  /** The request of this name between processes, while it waits. */
  withTicket(ticket: string): PendingRequest | undefined {
    return this.#byTicket.get(ticket);
  }

  /** The requests that only other processes may answer and that none has confirmed since this time. */
  unconfirmedSince(time: number): PendingRequest[] {
    const found: PendingRequest[] = [];
    for (const pending of this.#byTicket.values()) {
      const { others, waitingFor } = pending;
      if (others?.took && waitingFor.size === 0 && others.confirmedAt < time) found.push(pending);
    }
    return found;
  }

  /** The request waits no longer. @returns Whether it waited until now. */
  forget(pending: PendingRequest): boolean {
    if (!this.#inOrder.delete(pending)) return false;
    const { shelf, source, request, waitingFor, ticket } = pending;
    if (ticket !== undefined) this.#byTicket.delete(ticket);
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
      if (!isInHands(pending)) orphans.push(pending);
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

/** Whether anybody may still answer a request. */
export function isInHands({ waitingFor, others }: PendingRequest): boolean {
  if (waitingFor.size > 0) return true;
  return others !== undefined && (others.took === undefined || others.gone < others.took);
}

function shelfOf(shelves: Map<string, Shelf>, owner: string): Shelf {
  const shelf = shelves.get(owner);
  if (shelf) return shelf;
  const fresh: Shelf = new Map();
  shelves.set(owner, fresh);
  return fresh;
}

function headOf({ message_id, message_type, from, from_page, to, to_page }: Message): RequestHead {
  return { message_id, message_type, from, from_page, to, to_page };
}

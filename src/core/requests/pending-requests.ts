import type { MessageId } from "../../protocol";
import { Chain } from "../chain";
import {
  headOf,
  isInHands,
  type NewPendingRequest,
  type PendingRequest,
  type Shelf,
} from "./pending-request";

/**
 * The requests that wait for an answer, so that none waits for a page that is gone.
 * They are kept by the connection that asked, since two pages of one node may number their messages alike;
 * those that no connection of this process asked are kept by the asking node.
 */
export class PendingRequests {
  readonly #byAsker = new Map<string, Shelf>();
  readonly #byAskingNode = new Map<string, Shelf>();
  readonly #byTarget = new Map<string, Chain<PendingRequest>>();
  readonly #byTicket = new Map<string, PendingRequest>();
  readonly #inOrder = new Chain<PendingRequest>();
  #size = 0;

  /** How many requests wait. */
  get size(): number {
    return this.#size;
  }

  /** How many requests of one connection wait. */
  countOf(source: string): number {
    return this.#byAsker.get(source)?.size ?? 0;
  }

  /** The deadline of the oldest request, or `undefined` when none waits. */
  get firstDeadline(): number | undefined {
    return this.#inOrder.first?.deadline;
  }

  /** Deadlines may not go back from one call to the next. */
  add({ message, source, targets, deadline, ticket, others }: NewPendingRequest): PendingRequest {
    const isForeign = source === undefined;
    const shelves = isForeign ? this.#byAskingNode : this.#byAsker;
    const owner = isForeign ? String(message.from) : source;
    const earlier = shelves.get(owner)?.get(message.message_id);
    if (earlier) this.forget(earlier);
    // Only now, since what is forgotten may take the last place of its owner with it.
    const shelf = shelfOf(shelves, owner);
    const pending: PendingRequest = {
      request: headOf(message),
      source,
      shelf,
      deadline,
      targets: targets.length,
      ticket,
      others,
      places: [],
    };
    shelf.set(message.message_id, pending);
    pending.places.push(this.#inOrder.add(pending));
    for (const { uniqueId } of targets) pending.places.push(this.#owedBy(uniqueId).add(pending));
    if (ticket !== undefined) this.#byTicket.set(ticket, pending);
    this.#size += 1;
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
      const { others, targets } = pending;
      if (others?.took && targets === 0 && others.confirmedAt < time) found.push(pending);
    }
    return found;
  }

  /** The request waits no longer. @returns Whether it waited until now. */
  forget(pending: PendingRequest): boolean {
    const { shelf, source, request, ticket, places } = pending;
    if (places.length === 0) return false;
    for (const place of places) place.remove();
    places.length = 0;
    this.#size -= 1;
    if (ticket !== undefined) this.#byTicket.delete(ticket);
    if (shelf.get(request.message_id) === pending) shelf.delete(request.message_id);
    // Connections say when they go; nodes elsewhere do not, so nothing is kept for them.
    if (source === undefined && shelf.size === 0) this.#byAskingNode.delete(String(request.from));
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
      pending.targets -= 1;
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

  /** The requests that a connection may answer. */
  #owedBy(target: string): Chain<PendingRequest> {
    let owed = this.#byTarget.get(target);
    if (!owed) {
      owed = new Chain();
      this.#byTarget.set(target, owed);
    }
    return owed;
  }
}

function shelfOf(shelves: Map<string, Shelf>, owner: string): Shelf {
  const shelf = shelves.get(owner);
  if (shelf) return shelf;
  const fresh: Shelf = new Map();
  shelves.set(owner, fresh);
  return fresh;
}

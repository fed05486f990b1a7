import type { MessageId } from "../../protocol";
import { LazyMap } from "../lazy-map";
import {
  headOf,
  isAnswerable,
  type NewPendingRequest,
  type PendingRequest,
  type RequestIndex,
  type RequestTarget,
} from "./pending-request";

/**
 * The pending requests of one core, with an index for each way to find them.
 * Requests are indexed by the connection that sent them, since two pages of one node may number their messages alike;
 * requests without a connection of this process are indexed by the sending node.
 */
export class PendingRequests {
  readonly #byConnection = new LazyMap<string, RequestIndex>();
  readonly #byNode = new LazyMap<string, RequestIndex>();
  readonly #byTarget = new LazyMap<string, Set<PendingRequest>>();
  readonly #byCorrelationId = new LazyMap<string, PendingRequest>();
  /** All pending requests, the oldest first. */
  readonly #all = new LazyMap<PendingRequest, true>();

  /** How many requests are pending. */
  get size(): number {
    return this.#all.size;
  }

  /** How many requests of one connection are pending. */
  countOf(source: string): number {
    return this.#byConnection.get(source)?.size ?? 0;
  }

  /** The deadline of the oldest request, or `undefined` when none is pending. */
  get firstDeadline(): number | undefined {
    for (const { deadline } of this.#all.keys()) return deadline;
    return undefined;
  }

  /** Adds a request. Deadlines may not decrease from one call to the next. */
  add(
    { message, source, targets, correlationId, cluster }: NewPendingRequest,
    deadline: number,
  ): PendingRequest {
    const isForeign = source === undefined;
    const indexes = isForeign ? this.#byNode : this.#byConnection;
    const sender = isForeign ? String(message.from) : source;
    const earlier = indexes.get(sender)?.get(message.message_id);
    if (earlier) this.remove(earlier);
    // Only now: the removal may have dropped the index of this sender, which was empty then.
    const index = indexOf(indexes, sender);
    const pending: PendingRequest = {
      request: headOf(message),
      source,
      index,
      deadline,
      targets,
      remainingTargets: targets.length,
      correlationId,
      cluster,
    };
    index.set(message.message_id, pending);
    this.#all.set(pending, true);
    for (const target of targets) this.#indexTarget(pending, target);
    if (correlationId !== undefined) this.#byCorrelationId.set(correlationId, pending);
    return pending;
  }

  /**
   * Finds the pending request that a reply belongs to.
   *
   * @param nodeId - The node that the reply goes to.
   * @param connections - The connections of that node.
   */
  find(
    nodeId: string,
    connections: Iterable<RequestTarget>,
    inReplyTo: MessageId,
  ): PendingRequest | undefined {
    for (const { uniqueId } of connections) {
      const pending = this.#byConnection.get(uniqueId)?.get(inReplyTo);
      if (pending) return pending;
    }
    return this.#byNode.get(nodeId)?.get(inReplyTo);
  }

  /** The requests that one connection sent. */
  sentBy(source: string): PendingRequest[] {
    return [...(this.#byConnection.get(source)?.values() ?? [])];
  }

  /** The requests that one connection may answer. */
  answeredBy(target: string): PendingRequest[] {
    return [...(this.#byTarget.get(target) ?? [])];
  }

  /** The targets of a request that are still there. */
  targetsOf(pending: PendingRequest): RequestTarget[] {
    return pending.targets.filter(({ uniqueId }) => this.#byTarget.get(uniqueId)?.has(pending));
  }

  addTarget(pending: PendingRequest, target: RequestTarget): void {
    pending.targets = [...pending.targets, target];
    pending.remainingTargets += 1;
    this.#indexTarget(pending, target);
  }

  removeTarget(pending: PendingRequest, { uniqueId }: RequestTarget): void {
    if (this.#byTarget.get(uniqueId)?.delete(pending)) pending.remainingTargets -= 1;
  }

  setCorrelationId(pending: PendingRequest, correlationId: string): void {
    pending.correlationId = correlationId;
    this.#byCorrelationId.set(correlationId, pending);
  }

  /** The pending request with this correlation ID. */
  withCorrelationId(correlationId: string): PendingRequest | undefined {
    return this.#byCorrelationId.get(correlationId);
  }

  /** Whether other processes hold a request of this one. */
  get areHeldElsewhere(): boolean {
    for (const { cluster } of this.#byCorrelationId.values()) if (cluster?.recipients) return true;
    return false;
  }

  /** The requests that only other processes may answer and that none of them has confirmed since this time. */
  unconfirmedSince(time: number): PendingRequest[] {
    const found: PendingRequest[] = [];
    for (const pending of this.#byCorrelationId.values()) {
      const { cluster, remainingTargets } = pending;
      if (cluster?.recipients && remainingTargets === 0 && cluster.confirmedAt < time) found.push(pending);
    }
    return found;
  }

  /** Removes a request. @returns Whether it was pending until now. */
  remove(pending: PendingRequest): boolean {
    if (!this.#all.delete(pending)) return false;
    const { index, source, request, correlationId, targets } = pending;
    for (const { uniqueId } of targets) this.#byTarget.get(uniqueId)?.delete(pending);
    if (correlationId !== undefined) this.#byCorrelationId.delete(correlationId);
    if (index.get(request.message_id) === pending) index.delete(request.message_id);
    // The end of a connection is reported; the end of a node elsewhere is not, so no empty index is kept for it.
    if (source === undefined && index.size === 0) this.#byNode.delete(String(request.from));
    return true;
  }

  /** Removes and returns the requests that one connection sent. */
  removeBySource(source: string): PendingRequest[] {
    const sent = this.sentBy(source);
    for (const pending of sent) this.remove(pending);
    this.#byConnection.delete(source);
    return sent;
  }

  /** Removes a target that is gone. @returns The requests that nobody can answer any more, which are removed. */
  removeByTarget(target: string): PendingRequest[] {
    const unanswerable: PendingRequest[] = [];
    for (const pending of this.#byTarget.get(target) ?? []) {
      pending.remainingTargets -= 1;
      if (!isAnswerable(pending)) unanswerable.push(pending);
    }
    this.#byTarget.delete(target);
    for (const pending of unanswerable) this.remove(pending);
    return unanswerable;
  }

  #indexTarget(pending: PendingRequest, { uniqueId }: RequestTarget): void {
    const ofTarget = this.#byTarget.get(uniqueId);
    if (ofTarget) ofTarget.add(pending);
    else this.#byTarget.set(uniqueId, new Set([pending]));
  }

  /** Removes and returns the requests whose deadline has passed. */
  removeOverdue(now: number): PendingRequest[] {
    const overdue: PendingRequest[] = [];
    for (const pending of this.#all.keys()) {
      if (pending.deadline > now) break;
      overdue.push(pending);
    }
    for (const pending of overdue) this.remove(pending);
    return overdue;
  }
}

function indexOf(indexes: LazyMap<string, RequestIndex>, sender: string): RequestIndex {
  const index = indexes.get(sender);
  if (index) return index;
  const fresh: RequestIndex = new Map();
  indexes.set(sender, fresh);
  return fresh;
}

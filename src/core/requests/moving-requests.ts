import type { MessageId } from "../../protocol";
import type { ListenRequests } from "./listen-requests";
import type { NewPendingRequest, PendingRequest, RequestHead, RequestTarget } from "./pending-request";
import type { PendingRequests } from "./pending-requests";

/** A pending request whose sender or target moves to another process. */
export interface MovedRequest {
  readonly request: RequestHead;
  readonly correlationId: string;
  /** How many processes may answer it. */
  readonly recipients: number;
  readonly delivered: boolean;
}

/** The requests of a page that moves. */
export interface MovedRequests {
  /** What the page asked others. */
  readonly sent: readonly MovedRequest[];
  /** What others asked the page. */
  readonly received: readonly MovedRequest[];
  /** The listeners that the page has on other nodes. */
  readonly listeners: readonly (readonly [MessageId, string])[];
}

/** Moves the pending requests of a page from one process to another. Their correlation IDs stay, so that replies find them. */
export class MovingRequests {
  readonly #pending: PendingRequests;
  readonly #listening: ListenRequests;
  readonly #add: (request: NewPendingRequest) => PendingRequest;

  /** @param add - Adds a request with a new deadline. */
  constructor(
    pending: PendingRequests,
    listening: ListenRequests,
    add: (request: NewPendingRequest) => PendingRequest,
  ) {
    this.#pending = pending;
    this.#listening = listening;
    this.#add = add;
  }

  /**
   * Takes the requests of a connection out of this process. What others here asked it stays pending here, as a request
   * that another process answers; what it asked others here stays as a request of another process.
   */
  export(uniqueId: string, newCorrelationId: () => string): MovedRequests {
    const page = { uniqueId };
    const received = this.#pending.answeredBy(uniqueId).map((pending) => {
      const moved = this.#moved(pending, newCorrelationId);
      this.#pending.removeTarget(pending, page);
      const isForeign = pending.source === undefined && pending.cluster === undefined;
      if (!isForeign) recipientMoved(pending);
      else if (pending.remainingTargets === 0) this.#pending.remove(pending);
      return moved;
    });
    const sent = this.#pending.sentBy(uniqueId).map((pending) => {
      const moved = this.#moved(pending, newCorrelationId);
      const targets = this.#pending.targetsOf(pending);
      this.#pending.remove(pending);
      const { request: message, correlationId } = pending;
      if (targets.length > 0) {
        this.#add({ message, source: undefined, targets, correlationId, cluster: undefined });
      }
      return { ...moved, recipients: moved.recipients + (targets.length > 0 ? 1 : 0) };
    });
    const listeners = this.#listening.of(uniqueId);
    this.#listening.connectionGone(uniqueId);
    return { sent, received, listeners };
  }

  /** Takes in the requests of a page that comes from another process. */
  import(target: RequestTarget, { sent, received, listeners }: MovedRequests): void {
    const { uniqueId: source } = target;
    for (const { request, correlationId, recipients, delivered } of sent) {
      // The request may have been relayed to this process.
      const here = this.#pending.withCorrelationId(correlationId);
      const targets = here ? this.#pending.targetsOf(here) : [];
      if (here) this.#pending.remove(here);
      const others = Math.max(recipients - (here ? 1 : 0), 0);
      const cluster = {
        recipients: others,
        moved: 0,
        unreachable: 0,
        delivered,
        confirmedAt: performance.now(),
      };
      this.#add({ message: request, source, targets, correlationId, cluster });
    }
    for (const { request: message, correlationId } of received) {
      const here = this.#pending.withCorrelationId(correlationId);
      if (!here)
        this.#add({ message, source: undefined, targets: [target], correlationId, cluster: undefined });
      else if (!this.#pending.targetsOf(here).some(({ uniqueId }) => uniqueId === source)) {
        this.#pending.addTarget(here, target);
      }
    }
    for (const [messageId, nodeId] of listeners) this.#listening.add(source, messageId, nodeId);
  }

  /** The page received a request on the other process, and need not answer it here unless it is among those it moved with. */
  receivedElsewhere(target: RequestTarget, correlationId: string): void {
    const pending = this.#pending.withCorrelationId(correlationId);
    if (!pending) return;
    this.#pending.removeTarget(pending, target);
    const isForeign = pending.source === undefined && pending.cluster === undefined;
    if (isForeign && pending.remainingTargets === 0) this.#pending.remove(pending);
  }

  #moved(pending: PendingRequest, newCorrelationId: () => string): MovedRequest {
    const correlationId = pending.correlationId ?? newCorrelationId();
    if (pending.correlationId === undefined) this.#pending.setCorrelationId(pending, correlationId);
    const { request, cluster, targets } = pending;
    const recipients = cluster ? (cluster.recipients ?? 1) : 0;
    return { request, correlationId, recipients, delivered: cluster?.delivered ?? targets.length > 0 };
  }
}

/** One more process may answer a request. */
function recipientMoved(pending: PendingRequest): void {
  pending.cluster ??= { recipients: 0, moved: 0, unreachable: 0, delivered: true, confirmedAt: 0 };
  const { cluster } = pending;
  cluster.confirmedAt = performance.now();
  if (cluster.recipients === undefined) cluster.moved += 1;
  else cluster.recipients += 1;
}

import { ErrorKind, errorText, inReplyToOf, type Message, MessageType } from "../../protocol";
import { quote } from "../log";
import { ListenRequests } from "./listen-requests";
import { MovingRequests } from "./moving-requests";
import {
  beginsListener,
  isAnswerable,
  isFrom,
  type Nack,
  type NewPendingRequest,
  type PendingRequest,
  type RequestHead,
  type RequestTarget,
  type UnansweredReason,
  type UnansweredRequests,
} from "./pending-request";
import { PendingRequests } from "./pending-requests";

/** The limits of {@link Requests}; 0 switches one off. */
export interface RequestLimits {
  /** How many requests of one connection may be pending at once. */
  readonly maxPendingRequests: number;
  /** How long a request waits for its answer, in milliseconds. */
  readonly requestTimeout: number;
}

/** Overdue requests are looked for at most this often, in milliseconds. */
const MIN_SWEEP_INTERVAL = 50;

/**
 * Tracks every request from its delivery to its one answer: the target's, or an error when the target is gone or late.
 * By that it also recognizes replies and signals from nodes that were never asked.
 */
export class Requests {
  /** Made with the first request, as the listeners are with the first of them: pages of many rooms ask nothing. */
  #pending: PendingRequests | undefined;
  #listening: ListenRequests | undefined;
  readonly #limits: RequestLimits;
  #moving: MovingRequests | undefined;
  readonly #errors: UnansweredRequests;
  readonly #nack: Nack;
  #sweep: NodeJS.Timeout | undefined;

  constructor(limits: RequestLimits, errors: UnansweredRequests, nack: Nack) {
    this.#limits = limits;
    this.#errors = errors;
    this.#nack = nack;
  }

  /** The requests of pages that move between processes. */
  get moving(): MovingRequests {
    this.#pending ??= new PendingRequests();
    this.#listening ??= new ListenRequests();
    this.#moving ??= new MovingRequests(this.#pending, this.#listening, (request) => this.#add(request));
    return this.#moving;
  }

  get size(): number {
    return this.#pending?.size ?? 0;
  }

  /**
   * Whether a connection has as many pending requests as it may have. A page with a session keeps the limit by itself and
   * may have twice as many here: a request that it repeats may be answered there and still pending here.
   */
  isFull(source: string, hasSession = false): boolean {
    const limit = this.#limits.maxPendingRequests * (hasSession ? 2 : 1);
    return limit > 0 && (this.#pending?.countOf(source) ?? 0) >= limit;
  }

  /** The limit of pending requests, in words. */
  get limitText(): string {
    return `at most ${this.#limits.maxPendingRequests} requests may wait for their answers`;
  }

  /** Adds a request that is about to be delivered. @param correlationId - Given when it goes to other processes too. */
  add(
    message: Message,
    source: string | undefined,
    targets: readonly RequestTarget[],
    correlationId: string | undefined,
  ): PendingRequest {
    const cluster =
      correlationId === undefined
        ? undefined
        : { recipients: undefined, unreachable: 0, moved: 0, delivered: targets.length > 0, confirmedAt: 0 };
    return this.#add({ message, source, targets, correlationId, cluster });
  }

  /**
   * Adds a request of another process that is about to be delivered to targets of this one. It may be pending already,
   * with a page that came with it.
   */
  addForeign(message: RequestHead, targets: readonly RequestTarget[], correlationId: string): void {
    const here = this.withCorrelationId(correlationId);
    if (here) for (const target of targets) this.#pending?.addTarget(here, target);
    else this.#add({ message, source: undefined, targets, correlationId, cluster: undefined });
  }

  /** The pending request with this correlation ID. */
  withCorrelationId(correlationId: string): PendingRequest | undefined {
    return this.#pending?.withCorrelationId(correlationId);
  }

  /** Whether other processes hold a request of this one. */
  get areHeldElsewhere(): boolean {
    return this.#pending?.areHeldElsewhere ?? false;
  }

  /** The requests that only other processes may answer and that none has confirmed for this long, in milliseconds. */
  unconfirmedFor(milliseconds: number): PendingRequest[] {
    return this.#pending?.unconfirmedSince(performance.now() - milliseconds) ?? [];
  }

  /** Notes how many other processes received a request, or may still answer it. */
  setRecipients({ cluster }: PendingRequest, count: number): void {
    if (!cluster) return;
    cluster.recipients = count;
    cluster.confirmedAt = performance.now();
  }

  /** Answers a request with an error, if it is pending and nobody can answer it. @param error - Makes the text. */
  answerIfUnanswerable(pending: PendingRequest, error: () => string): void {
    if (!isAnswerable(pending) && this.#pending?.remove(pending)) this.#answer(pending, "went away", error());
  }

  /**
   * Checks a message that is about to be delivered, and completes the request that it answers. A reply or signal is
   * refused when its addressee sent that request to another node. Clients ignore replies to requests they never sent.
   *
   * @param connections - The connections of the node it goes to.
   */
  isExpectedReply(message: Message, connections: Iterable<RequestTarget>): boolean {
    switch (message.message_type) {
      case MessageType.selectAndGetReply:
      case MessageType.selectAndListenReply:
        return this.#complete(message, connections);
      case MessageType.signal:
        return this.#isExpectedSignal(message, connections);
      default:
        return true;
    }
  }

  /** Notes a message that is about to be delivered: `unlisten` ends the wait of a listener. */
  onForwarded(message: Message, source: string): void {
    if (message.message_type !== MessageType.unlisten) return;
    const listenId = inReplyToOf(message);
    if (listenId !== undefined) this.#listening?.remove(source, listenId);
  }

  /** No target of this process could be reached: answers the request with an error, unless others may answer it. */
  unreachable(pending: PendingRequest): void {
    if (pending.cluster || !this.#pending?.remove(pending)) return;
    const detail = `node ${quote(pending.request.to)} cannot be reached`;
    this.#answer(pending, "went away", errorText(ErrorKind.wentAway, detail));
  }

  /** Removes the requests of a connection that is gone, and answers those that only it could have answered. */
  connectionGone(uniqueId: string): void {
    this.#listening?.connectionGone(uniqueId);
    this.#pending?.removeBySource(uniqueId);
    for (const pending of this.#pending?.removeByTarget(uniqueId) ?? []) {
      const detail = `node ${quote(pending.request.to)} left before it answered`;
      this.#answer(pending, "went away", errorText(ErrorKind.wentAway, detail));
    }
  }

  /** Answers the pending requests of a connection with an error, since the server stops. */
  giveUp(source: string): void {
    for (const pending of this.#pending?.removeBySource(source) ?? []) {
      this.#answer(pending, "server stops", errorText(ErrorKind.wentAway, "the server stops"));
    }
  }

  /** Stops looking for overdue requests. */
  close(): void {
    clearTimeout(this.#sweep);
  }

  /** Completes the request that a reply answers. @returns Whether the reply comes from the node that was asked. */
  #complete(reply: Message, connections: Iterable<RequestTarget>): boolean {
    const inReplyTo = inReplyToOf(reply);
    if (inReplyTo === undefined) return true;
    const pending = this.#pending?.find(String(reply.to), connections, inReplyTo);
    if (!pending) return true;
    if (!isFrom(reply, pending.request.to)) return false;
    this.#pending?.remove(pending);
    if (pending.source !== undefined && beginsListener(pending, reply)) {
      this.#listening ??= new ListenRequests();
      this.#listening.add(pending.source, inReplyTo, String(pending.request.to));
    }
    return true;
  }

  #isExpectedSignal(signal: Message, connections: Iterable<RequestTarget>): boolean {
    const inReplyTo = inReplyToOf(signal);
    if (inReplyTo === undefined) return true;
    const nodeId =
      this.#listening?.nodeOf(connections, inReplyTo) ??
      this.#pending?.find(String(signal.to), connections, inReplyTo)?.request.to;
    return nodeId === undefined || isFrom(signal, nodeId);
  }

  #add(request: NewPendingRequest): PendingRequest {
    const { requestTimeout } = this.#limits;
    const deadline = requestTimeout > 0 ? performance.now() + requestTimeout : Number.POSITIVE_INFINITY;
    this.#pending ??= new PendingRequests();
    const pending = this.#pending.add(request, deadline);
    this.#scheduleSweep();
    return pending;
  }

  #answer(pending: PendingRequest, reason: UnansweredReason, error: string): void {
    const { request, source, correlationId, cluster } = pending;
    const isForeign = correlationId !== undefined && cluster === undefined;
    if (!isForeign) this.#errors.unanswered(request, source, error, reason);
    // The process that sent the request has the same deadlines, so only this end is news to it.
    else if (reason === "went away") this.#nack(correlationId, true);
  }

  /** Starts the one timer for all requests: their deadlines come in the order in which they were added. */
  #scheduleSweep(): void {
    if (this.#sweep) return;
    const next = this.#pending?.firstDeadline;
    if (next === undefined || next === Number.POSITIVE_INFINITY) return;
    this.#sweep = setTimeout(
      () => this.#answerOverdue(),
      Math.max(next - performance.now(), MIN_SWEEP_INTERVAL),
    );
    // A pending request does not keep the process alive.
    this.#sweep.unref();
  }

  #answerOverdue(): void {
    this.#sweep = undefined;
    const seconds = this.#limits.requestTimeout / 1000;
    for (const overdue of this.#pending?.removeOverdue(performance.now()) ?? []) {
      const detail = `node ${quote(overdue.request.to)} did not answer within ${seconds} s`;
      this.#answer(overdue, "timed out", errorText(ErrorKind.timedOut, detail));
    }
    this.#scheduleSweep();
  }
}

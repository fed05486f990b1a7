import { ErrorKind, errorOf, errorText, inReplyToOf, type Message, MessageType } from "../../protocol";
import { quote } from "../log";
import { StandingRequests } from "./listen-requests";
import { isInHands, type OtherHolders, type PendingRequest, type RequestHead } from "./pending-request";
import { PendingRequests } from "./pending-requests";

/** The limits of {@link Requests}; 0 switches one off. */
export interface RequestLimits {
  /** How many requests of one connection may wait for their answers at once. */
  readonly maxPendingRequests: number;
  /** How long a request waits for its answer, in milliseconds. */
  readonly requestTimeout: number;
}

/** Why a request got the server's error instead of an answer. */
export type Unanswered = "went away" | "timed out" | "server stops";

/** Answers a request in place of its target. */
export type AnswerInstead = (
  request: RequestHead,
  source: string | undefined,
  error: string,
  why: Unanswered,
) => void;

/** Gives a request of another process back to it: nobody here will answer. `reached`: whether anybody got it. */
export type GiveBack = (ticket: string, reached: boolean) => void;

/** Connections of one node. */
type Connections = Iterable<{ readonly uniqueId: string }>;

/** Connections that a request is delivered to. */
type Targets = readonly { readonly uniqueId: string }[];

/** Overdue requests are looked for at most this often, in milliseconds. */
const SHORTEST_SWEEP = 50;

/**
 * Follows every request from its delivery to its one answer: the target's, or an error when the target
 * is gone or late. Knows by that which replies and signals come from nodes that were never asked.
 */
export class Requests {
  readonly #pending = new PendingRequests();
  readonly #standing = new StandingRequests();
  readonly #limits: RequestLimits;
  readonly #answerInstead: AnswerInstead;
  readonly #giveBack: GiveBack;
  #sweep: NodeJS.Timeout | undefined;

  constructor(limits: RequestLimits, answerInstead: AnswerInstead, giveBack: GiveBack = () => {}) {
    this.#limits = limits;
    this.#answerInstead = answerInstead;
    this.#giveBack = giveBack;
  }

  /** How many requests wait for an answer. */
  get size(): number {
    return this.#pending.size;
  }

  /** Whether a connection has as many requests waiting as it may. */
  isFull(source: string): boolean {
    const { maxPendingRequests } = this.#limits;
    return maxPendingRequests > 0 && this.#pending.countOf(source) >= maxPendingRequests;
  }

  /** What a connection is told that has too many. */
  get limitText(): string {
    return `at most ${this.#limits.maxPendingRequests} requests may wait for their answers`;
  }

  /**
   * A request is about to be delivered.
   *
   * @param ticket - Its name between processes, when it goes to others too.
   */
  asked(message: Message, source: string | undefined, targets: Targets, ticket?: string): PendingRequest {
    const others =
      ticket === undefined
        ? undefined
        : { took: undefined, gone: 0, reached: targets.length > 0, confirmedAt: 0 };
    return this.#add(message, source, targets, ticket, others);
  }

  /** A request that another process keeps under this ticket is about to be delivered to targets of this one. */
  askedElsewhere(message: Message, targets: Targets, ticket: string): PendingRequest {
    return this.#add(message, undefined, targets, ticket, undefined);
  }

  /** The waiting request of this name between processes. */
  withTicket(ticket: string): PendingRequest | undefined {
    return this.#pending.withTicket(ticket);
  }

  /** The requests that only other processes may answer and that none has confirmed for this long, in milliseconds. */
  unconfirmedFor(milliseconds: number): PendingRequest[] {
    return this.#pending.unconfirmedSince(performance.now() - milliseconds);
  }

  /** It became known how many other processes took a request, or may still answer it. */
  othersTook({ others }: PendingRequest, count: number): void {
    if (!others) return;
    others.took = count;
    others.confirmedAt = performance.now();
  }

  /**
   * Answers a request with an error if nobody can answer it any more and it still waits.
   *
   * @param error - Makes the error, which hardly any request needs.
   */
  answerOrphan(pending: PendingRequest, error: () => string): void {
    if (!isInHands(pending) && this.#pending.forget(pending)) this.#answer(pending, "went away", error());
  }

  /**
   * A message is about to be delivered: a reply or signal is welcome unless its addressee asked that of another node.
   * What nobody asked, clients ignore.
   *
   * @param connections - The connections of the node it goes to.
   */
  welcomes(message: Message, connections: Connections): boolean {
    switch (message.message_type) {
      case MessageType.selectAndGetReply:
      case MessageType.selectAndListenReply:
        return this.#answered(message, connections);
      case MessageType.signal:
        return this.#maySignal(message, connections);
      default:
        return true;
    }
  }

  /** A message of a connection is about to be delivered that may end what it listens to. */
  passed(message: Message, source: string): void {
    if (message.message_type !== MessageType.unlisten) return;
    const listenId = inReplyToOf(message);
    if (listenId !== undefined) this.#standing.forget(source, listenId);
  }

  /** Whether a reply answers a waiting request, and comes from the node that was asked. */
  isAwaited(reply: Message, connections: Connections): boolean {
    const inReplyTo = inReplyToOf(reply);
    if (inReplyTo === undefined) return false;
    const pending = this.#pending.find(String(reply.to), connections, inReplyTo);
    return pending !== undefined && isFrom(reply, pending.request.to);
  }

  /** No target here could be reached: whoever asked is told so, unless that has happened already or others may answer. */
  unreachable(pending: PendingRequest): void {
    if (pending.others || !this.#pending.forget(pending)) return;
    const error = errorText(ErrorKind.wentAway, `node ${quote(pending.request.to)} cannot be reached`);
    this.#answer(pending, "went away", error);
  }

  /** A connection is gone: nobody waits for it any more, and it waits for nobody. */
  connectionGone(uniqueId: string): void {
    this.#pending.takeAskedBy(uniqueId);
    this.#standing.connectionGone(uniqueId);
    for (const orphan of this.#pending.takeOwedBy(uniqueId)) {
      const error = errorText(ErrorKind.wentAway, `node ${quote(orphan.request.to)} left before it answered`);
      this.#answer(orphan, "went away", error);
    }
  }

  /** Answers what a connection still waits for with an error, since the connection is about to be closed. */
  giveUp(source: string): void {
    for (const pending of this.#pending.takeAskedBy(source)) {
      this.#answer(pending, "server stops", errorText(ErrorKind.wentAway, "the server stops"));
    }
  }

  #answered(reply: Message, connections: Connections): boolean {
    const inReplyTo = inReplyToOf(reply);
    if (inReplyTo === undefined) return true;
    const pending = this.#pending.find(String(reply.to), connections, inReplyTo);
    if (!pending) return true;
    if (!isFrom(reply, pending.request.to)) return false;
    this.#pending.forget(pending);
    if (pending.source !== undefined && isListening(pending, reply)) {
      this.#standing.add(pending.source, inReplyTo, String(pending.request.to));
    }
    return true;
  }

  #maySignal(signal: Message, connections: Connections): boolean {
    const inReplyTo = inReplyToOf(signal);
    if (inReplyTo === undefined) return true;
    const asked =
      this.#standing.nodeOf(connections, inReplyTo) ??
      this.#pending.find(String(signal.to), connections, inReplyTo)?.request.to;
    return asked === undefined || isFrom(signal, asked);
  }

  #add(
    message: Message,
    source: string | undefined,
    targets: Targets,
    ticket: string | undefined,
    others: OtherHolders | undefined,
  ): PendingRequest {
    const { requestTimeout } = this.#limits;
    const deadline = requestTimeout > 0 ? performance.now() + requestTimeout : Number.POSITIVE_INFINITY;
    const pending = this.#pending.add({ message, source, targets, deadline, ticket, others });
    this.#scheduleSweep();
    return pending;
  }

  #answer({ request, source, ticket, others }: PendingRequest, why: Unanswered, error: string): void {
    const isForeign = ticket !== undefined && others === undefined;
    if (!isForeign) this.#answerInstead(request, source, error, why);
    // The process that asked has the same deadlines.
    else if (why === "went away") this.#giveBack(ticket, true);
  }

  /** One timer for all requests: their deadlines come in the order in which they were asked. */
  #scheduleSweep(): void {
    const next = this.#sweep ? undefined : this.#pending.firstDeadline;
    if (next === undefined || next === Number.POSITIVE_INFINITY) return;
    this.#sweep = setTimeout(
      () => {
        this.#sweep = undefined;
        const seconds = this.#limits.requestTimeout / 1000;
        for (const late of this.#pending.takeDue(performance.now())) {
          const detail = `node ${quote(late.request.to)} did not answer within ${seconds} s`;
          this.#answer(late, "timed out", errorText(ErrorKind.timedOut, detail));
        }
        this.#scheduleSweep();
      },
      Math.max(next - performance.now(), SHORTEST_SWEEP),
    );
    // A request that waits is no reason for the process to live on.
    this.#sweep.unref();
  }
}

function isListening(pending: PendingRequest, reply: Message): boolean {
  return pending.request.message_type === MessageType.selectAndListen && errorOf(reply) === undefined;
}

/** The server may answer in place of any node; a page cannot pass for the server. */
function isFrom({ from }: Message, nodeId: string | null | undefined): boolean {
  return from === nodeId || from === null;
}

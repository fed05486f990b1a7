import { errorOf, type Message, type MessageId, MessageType } from "../../protocol";

/** The part of a request that is kept: enough to answer it, without its body, which may be large. */
export interface RequestHead {
  readonly message_id: MessageId;
  readonly message_type: string;
  readonly from: string | null;
  readonly from_page?: string | undefined;
  readonly to?: string | null | undefined;
  readonly to_page?: string | undefined;
}

/** The pending requests of one sender, by message ID. */
export type RequestIndex = Map<MessageId, PendingRequest>;

/** A connection that a request was delivered to. */
export interface RequestTarget {
  readonly uniqueId: string;
}

/** A request that was delivered and has no answer yet. */
export interface PendingRequest {
  readonly request: RequestHead;
  /** The connection that sent the request, when it is one of this process. */
  readonly source: string | undefined;
  /** The index that the request stands in. */
  readonly index: RequestIndex;
  /** When the request times out, on the clock of `performance.now()`. */
  readonly deadline: number;
  /** The connections of this process that the request was delivered to. */
  targets: readonly RequestTarget[];
  /** How many of the targets may still answer. */
  remainingTargets: number;
  /** The correlation ID between processes, when the request goes to other processes or comes from one. */
  correlationId: string | undefined;
  /** The state of the request on other processes; `undefined` when it was not sent to any. */
  cluster: ClusterRequest | undefined;
}

/** What is known of a request on the other processes. */
export interface ClusterRequest {
  /** How many processes received the request; `undefined` until the backplane has told. */
  recipients: number | undefined;
  /** How many of its targets moved to other processes before the backplane has told. */
  moved: number;
  /** How many of them have no page left that could answer. */
  unreachable: number;
  /** Whether any page, here or there, ever received the request. */
  delivered: boolean;
  /** When a process last confirmed that the request is pending there, on the clock of `performance.now()`. */
  confirmedAt: number;
}

/** A request that is about to be delivered, or that comes from another process with its page. */
export interface NewPendingRequest {
  readonly message: RequestHead;
  readonly source: string | undefined;
  readonly targets: readonly RequestTarget[];
  readonly correlationId: string | undefined;
  readonly cluster: ClusterRequest | undefined;
}

/** Why a request got the server's error instead of an answer. */
export type UnansweredReason = "went away" | "timed out" | "server stops";

/** Takes the requests that nobody answers. */
export interface UnansweredRequests {
  /** Answers a request with an error in place of its target. */
  unanswered(request: RequestHead, source: string | undefined, error: string, reason: UnansweredReason): void;
}

/** Tells the process that sent a request that nobody here will answer it. `delivered`: whether a page received it. */
export type Nack = (correlationId: string, delivered: boolean) => void;

/** Whether any connection, of this process or another, may still answer the request. */
export function isAnswerable({ remainingTargets, cluster }: PendingRequest): boolean {
  if (remainingTargets > 0) return true;
  if (cluster === undefined) return false;
  return cluster.recipients === undefined || cluster.unreachable < cluster.recipients;
}

/** The part of a request's message that is kept. */
export function headOf({ message_id, message_type, from, from_page, to, to_page }: RequestHead): RequestHead {
  return { message_id, message_type, from, from_page, to, to_page };
}

/** Whether a message comes from the node, or from the server, which may answer for any node. No page can pose as the server. */
export function isFrom({ from }: Message, nodeId: string | null | undefined): boolean {
  return from === nodeId || from === null;
}

/** Whether a reply says that the handler of a request is attached. */
export function beginsListener(pending: PendingRequest, reply: Message): boolean {
  return pending.request.message_type === MessageType.selectAndListen && errorOf(reply) === undefined;
}

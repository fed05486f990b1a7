import type { Message, MessageId } from "../../protocol";
import type { Link } from "../chain";

/** What is kept of a request: enough to answer it, and not its body, which may be large. */
export interface RequestHead {
  readonly message_id: MessageId;
  readonly message_type: string;
  readonly from: string | null;
  readonly from_page?: string | undefined;
  readonly to?: string | null | undefined;
  readonly to_page?: string | undefined;
}

/** The waiting requests of one asker, by message ID. */
export type Shelf = Map<MessageId, PendingRequest>;

/** A request that was delivered and has not been answered yet. */
export interface PendingRequest {
  readonly request: RequestHead;
  /** The connection that asked, when it is one of this process. */
  readonly source: string | undefined;
  /** Where its asker's requests are kept. */
  readonly shelf: Shelf;
  /** When it has waited long enough, on the clock of its owner. */
  readonly deadline: number;
  /** How many connections of this process may still answer. */
  targets: number;
  /** Its name between processes, when it goes to others or comes from another. */
  readonly ticket: string | undefined;
  /** Other processes that may answer it; `undefined` when it was not sent to any. */
  readonly others: OtherHolders | undefined;
  /** Where it is kept beside its shelf, as long as it waits. */
  readonly places: Link<PendingRequest>[];
}

/** What is known of the other processes that have a request. */
export interface OtherHolders {
  /** How many took it; `undefined` until the backplane has told. */
  took: number | undefined;
  /** How many of these have nobody left who could answer. */
  gone: number;
  /** Whether any page ever had it, there or here. */
  reached: boolean;
  /** When they were last known to have it, on the clock of its owner. */
  confirmedAt: number;
}

/** A request that is about to wait. */
export interface NewPendingRequest {
  readonly message: Message;
  readonly source: string | undefined;
  /** The connections of this process that may answer. */
  readonly targets: readonly { readonly uniqueId: string }[];
  readonly deadline: number;
  readonly ticket: string | undefined;
  readonly others: OtherHolders | undefined;
}

/** Whether anybody may still answer a request. */
export function isInHands({ targets, others }: PendingRequest): boolean {
  if (targets > 0) return true;
  return others !== undefined && (others.took === undefined || others.gone < others.took);
}

/** What is kept of a request's message. */
export function headOf({ message_id, message_type, from, from_page, to, to_page }: Message): RequestHead {
  return { message_id, message_type, from, from_page, to, to_page };
}

import { ErrorKind, errorText, isRequest, type Message } from "../protocol";
import type { PublishOutcome } from "./cluster/ordered-publisher";
import { type LogContext, quote } from "./log";
import { errorReply } from "./make-server-message";
import type { Observer, RefusalReason } from "./observer";
import type { Registry } from "./registry";
import type { RequestHead, UnansweredReason, UnansweredRequests } from "./requests/pending-request";
import type { ThrottledLog } from "./throttled-log";

/** What {@link DeliveryErrors} needs of the core. */
export interface DeliveryErrorsParts {
  readonly observer: Observer;
  readonly log: ThrottledLog;
  readonly registry: Registry;
  /** Sends an answer of the server to a connection of this process, or else to the node that asked. */
  readonly answer: (reply: Message, source: string | undefined) => void;
  /** Whether there are other processes: the cluster answers requests that have no target there either. */
  readonly isJoined: boolean;
}

/** Reports messages that were not delivered: to their sender, the log and the observer. */
export class DeliveryErrors implements UnansweredRequests {
  readonly #parts: DeliveryErrorsParts;

  constructor(parts: DeliveryErrorsParts) {
    this.#parts = parts;
  }

  /** The node or page that a message is addressed to does not exist. */
  noTarget(message: Message, source: string | undefined): void {
    const { observer, isJoined } = this.#parts;
    const page = message.to_page === undefined ? "" : `page ${quote(message.to_page)} of `;
    const missing = `${page}node ${quote(message.to)}`;
    observer.distributed(message.message_type, "no target", 0);
    if (isRequest(message.message_type)) {
      if (!isJoined) this.#answer(message, source, errorText(ErrorKind.noSuchNode, missing));
      return;
    }
    const text = `Dropped ${quote(message.message_type)} from node ${quote(message.from)}: there is no ${missing}`;
    this.#log("dropped messages", "error", text, message, source);
  }

  /** Reports the outcome of a message without a local target that was relayed to the other processes. */
  relayed(message: Message, source: string | undefined, outcome: PublishOutcome): void {
    const { observer } = this.#parts;
    const { message_type: type } = message;
    if (outcome === 0) this.noTarget(message, source);
    else if (typeof outcome === "number") observer.distributed(type, "sent on", 0);
    else {
      observer.distributed(type, "unreachable", 0);
      // Requests have been answered by the cluster.
      if (!isRequest(type)) this.#answer(message, source, errorText(ErrorKind.unreachable, outcome.message));
    }
  }

  unanswered(
    request: RequestHead,
    source: string | undefined,
    error: string,
    reason: UnansweredReason,
  ): void {
    this.#parts.observer.unanswered(reason);
    this.#answer(request, source, error);
  }

  /** Refuses a message, and tells its sender why. */
  refuse(message: Message, source: string | undefined, reason: RefusalReason, detail: string): void {
    this.refuseSilently(message, source, reason, detail);
    this.#answer(message, source, errorText(ErrorKind.refused, detail));
  }

  /** Refuses a message without telling its sender. */
  refuseSilently(message: Message, source: string | undefined, reason: RefusalReason, detail: string): void {
    const { observer } = this.#parts;
    observer.refused(reason);
    observer.distributed(message.message_type, "refused", 0);
    const text = `Refused ${quote(message.message_type)} from node ${quote(message.from)}: ${detail}`;
    this.#log("refused messages", "warn", text, message, source);
  }

  #answer(request: RequestHead, source: string | undefined, error: string): void {
    this.#parts.answer(errorReply(request, error), source);
  }

  #log(
    kind: Parameters<ThrottledLog["log"]>[0],
    level: Parameters<ThrottledLog["log"]>[2],
    text: string,
    message: Message,
    source: string | undefined,
  ): void {
    // The throttled log forgets a connection when it is unregistered, so nothing may be counted for it afterwards.
    const present = source !== undefined && this.#parts.registry.get(source) ? source : "";
    this.#parts.log.log(kind, present, level, text, contextOf(message, source));
  }
}

/** The log context of a message: who sent it. */
function contextOf({ from }: Message, source: string | undefined): LogContext {
  return {
    ...(source === undefined ? {} : { connection: source }),
    ...(from === null ? {} : { node: from }),
  };
}

import { ErrorKind, errorText, isRequest, type Message } from "../protocol";
import type { PublishOutcome } from "./cluster/ordered-publisher";
import { type LogContext, quote } from "./log";
import type { Observer, RefusalReason } from "./observer";
import type { Registry } from "./registry";
import type { RequestHead } from "./requests/pending-request";
import type { ThrottledLog } from "./throttled-log";

/** Answers a message with an error in place of its target. */
export type AnswerWithError = (request: RequestHead, source: string | undefined, error: string) => void;

/** What {@link DeliveryErrors} needs of the core. */
export interface DeliveryErrorsParts {
  readonly observer: Observer;
  readonly log: ThrottledLog;
  readonly registry: Registry;
  readonly answer: AnswerWithError;
  /** Whether there are other processes: the cluster answers requests that have no target there either. */
  readonly isJoined: boolean;
}

/** Reports messages that were not delivered: to their sender, the log and the observer. */
export class DeliveryErrors {
  readonly #parts: DeliveryErrorsParts;

  constructor(parts: DeliveryErrorsParts) {
    this.#parts = parts;
  }

  /** The node or page that a message is addressed to does not exist. */
  noTarget(message: Message, source: string | undefined): void {
    const { observer, answer, isJoined } = this.#parts;
    const page = message.to_page === undefined ? "" : `page ${quote(message.to_page)} of `;
    const missing = `${page}node ${quote(message.to)}`;
    observer.distributed(message.message_type, "no target", 0);
    if (isRequest(message.message_type)) {
      if (!isJoined) answer(message, source, errorText(ErrorKind.noSuchNode, missing));
      return;
    }
    const text = `Dropped ${quote(message.message_type)} from node ${quote(message.from)}: there is no ${missing}`;
    this.#log("dropped messages", "error", text, message, source);
  }

  /** Reports the outcome of a message without a local target that was relayed to the other processes. */
  relayed(message: Message, source: string | undefined, outcome: PublishOutcome): void {
    const { observer, answer } = this.#parts;
    const { message_type: type } = message;
    if (outcome === 0) this.noTarget(message, source);
    else if (typeof outcome === "number") observer.distributed(type, "sent on", 0);
    else {
      observer.distributed(type, "unreachable", 0);
      // Requests have been answered by the cluster.
      if (!isRequest(type)) answer(message, source, errorText(ErrorKind.unreachable, outcome.message));
    }
  }

  /** Refuses a message, and tells its sender why. */
  refuse(message: Message, source: string | undefined, reason: RefusalReason, detail: string): void {
    this.refuseSilently(message, source, reason, detail);
    this.#parts.answer(message, source, errorText(ErrorKind.refused, detail));
  }

  /** Refuses a message without telling its sender. */
  refuseSilently(message: Message, source: string | undefined, reason: RefusalReason, detail: string): void {
    const { observer } = this.#parts;
    observer.refused(reason);
    observer.distributed(message.message_type, "refused", 0);
    const text = `Refused ${quote(message.message_type)} from node ${quote(message.from)}: ${detail}`;
    this.#log("refused messages", "warn", text, message, source);
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

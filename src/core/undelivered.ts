import { ErrorKind, errorText, isRequest, type Message } from "../protocol";
import type { PublishOutcome } from "./cluster/ordered-publisher";
import { type LogContext, quote } from "./log";
import type { LogThrottle } from "./log-throttle";
import type { Observer, RefusalReason } from "./observer";
import type { Registry } from "./registry";
import type { RequestHead } from "./requests/pending-request";

/** Answers a message in place of its target. */
export type AnswerWithError = (request: RequestHead, source: string | undefined, error: string) => void;

/** What {@link Undelivered} works with. */
export interface UndeliveredParts {
  readonly observer: Observer;
  readonly log: LogThrottle;
  readonly registry: Registry;
  readonly answer: AnswerWithError;
  /** Whether there are other processes, which look for the targets of requests themselves. */
  readonly hasOthers: boolean;
}

/** Tells the sender, the log and the observer of messages that did not get where they should. */
export class Undelivered {
  readonly #parts: UndeliveredParts;

  constructor(parts: UndeliveredParts) {
    this.#parts = parts;
  }

  /** The node or page that a message is for is not there. */
  noTarget(message: Message, source: string | undefined): void {
    const { observer, answer, hasOthers } = this.#parts;
    const page = message.to_page === undefined ? "" : `page ${quote(message.to_page)} of `;
    const missing = `${page}node ${quote(message.to)}`;
    observer.distributed(message.message_type, "no target", 0);
    if (isRequest(message.message_type)) {
      if (!hasOthers) answer(message, source, errorText(ErrorKind.noSuchNode, missing));
      return;
    }
    const text = `Dropped ${quote(message.message_type)} from node ${quote(message.from)}: there is no ${missing}`;
    this.#log("dropped messages", "error", text, message, source);
  }

  /** What became of a message that has no target here, and that the other processes were given. */
  sentAway(message: Message, source: string | undefined, outcome: PublishOutcome): void {
    const { observer, answer } = this.#parts;
    const { message_type: type } = message;
    if (outcome === 0) this.noTarget(message, source);
    else if (typeof outcome === "number") observer.distributed(type, "sent on", 0);
    else {
      observer.distributed(type, "unreachable", 0);
      // Requests have had their answer.
      if (!isRequest(type)) answer(message, source, errorText(ErrorKind.unreachable, outcome.message));
    }
  }

  /** A message of a connection is not taken: it is told why. */
  refuse(message: Message, source: string | undefined, reason: RefusalReason, detail: string): void {
    this.refused(message, source, reason, detail);
    this.#parts.answer(message, source, errorText(ErrorKind.refused, detail));
  }

  /** A message is not taken, and nobody is told. */
  refused(message: Message, source: string | undefined, reason: RefusalReason, detail: string): void {
    const { observer } = this.#parts;
    observer.refused(reason);
    observer.distributed(message.message_type, "refused", 0);
    const text = `Refused ${quote(message.message_type)} from node ${quote(message.from)}: ${detail}`;
    this.#log("refused messages", "warn", text, message, source);
  }

  #log(
    kind: Parameters<LogThrottle["log"]>[0],
    level: Parameters<LogThrottle["log"]>[2],
    text: string,
    message: Message,
    source: string | undefined,
  ): void {
    // A connection is forgotten when it goes: of one that has gone nothing may be kept.
    const present = source !== undefined && this.#parts.registry.get(source) ? source : "";
    this.#parts.log.log(kind, present, level, text, contextOf(message, source));
  }
}

/** Who sent a message, for the log. */
function contextOf({ from }: Message, source: string | undefined): LogContext {
  return {
    ...(source === undefined ? {} : { connection: source }),
    ...(from === null ? {} : { node: from }),
  };
}

/** Why input of a page was refused. */
export type RefusalReason =
  | "malformed"
  | "not registered"
  | "registered already"
  | "forged sender"
  | "forged reply"
  | "not permitted"
  | "too many messages"
  | "too many unanswered requests"
  | "too many waiting for permission"
  | "origin not allowed"
  | "host not allowed"
  | "too many connections"
  | "too many rooms"
  | "too much kept"
  | "too many requests"
  | "server stops"
  | "internal error";

/**
 * The outcome of a message. A message to a page of another process is "sent on" or "unreachable" on the process of its
 * sender, and "from elsewhere" on that of its target. A kept statement that no page of this process received is "kept".
 */
export type DistributionOutcome =
  | "delivered"
  | "kept"
  | "sent on"
  | "from elsewhere"
  | "no target"
  | "unreachable"
  | "refused";

/**
 * Counts or measures what happens. Called synchronously for every message, so it has to be cheap and may not throw.
 *
 * @example
 * const observer: Observer = { ...silentObserver, refused: (reason) => refusals.inc({ reason }) };
 */
export interface Observer {
  /** A page connected; it has not registered yet. */
  opened(transport: string): void;
  /** A connection ended: closed by the server for this reason, or, with `undefined`, by the page or the network. */
  closed(transport: string, reason: string | undefined): void;
  /** Input was refused; the page was told. */
  refused(reason: RefusalReason): void;
  /** A message passed the core. `targets` is how many connections of this process received it. */
  distributed(messageType: string, outcome: DistributionOutcome, targets: number): void;
  /** A message was sent to the connections of this process, `seconds` after it came to the core. */
  delivered(seconds: number): void;
  /** A request got the server's error instead of an answer. */
  unanswered(why: "went away" | "timed out" | "server stops"): void;
}

/** Does nothing. */
export const silentObserver: Observer = Object.freeze({
  opened() {},
  closed() {},
  refused() {},
  distributed() {},
  delivered() {},
  unanswered() {},
});

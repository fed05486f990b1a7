/** Why something that came from a page was not taken. */
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
  | "too many requests"
  | "server stops"
  | "internal error";

/**
 * How the way of a message ended. Of a message whose target is of another process it is "sent on" or "unreachable"
 * here and "from elsewhere" there.
 */
export type DistributionOutcome =
  | "delivered"
  | "sent on"
  | "from elsewhere"
  | "no target"
  | "unreachable"
  | "refused";

/**
 * Is told what happens, to count or to measure it. Called synchronously on the way of every message,
 * so what it does has to be cheap, and it may not throw.
 *
 * @example
 * const observer: Observer = { ...silentObserver, refused: (reason) => refusals.inc({ reason }) };
 */
export interface Observer {
  /** A page connected; it has not registered yet. */
  opened(transport: string): void;
  /** A connection is gone: closed by the server for the reason named, or, with `undefined`, by the page or the network. */
  closed(transport: string, reason: string | undefined): void;
  /** Input was refused; the page was told. */
  refused(reason: RefusalReason): void;
  /** A message passed the core. `targets` is how many connections of this process got it. */
  distributed(messageType: string, outcome: DistributionOutcome, targets: number): void;
  /** A message is with the connections of this process; `seconds` after the core got it. */
  delivered(seconds: number): void;
  /** A request got the server's error instead of an answer. */
  unanswered(why: "went away" | "timed out" | "server stops"): void;
}

/** An observer that looks away. */
export const silentObserver: Observer = Object.freeze({
  opened() {},
  closed() {},
  refused() {},
  distributed() {},
  delivered() {},
  unanswered() {},
});

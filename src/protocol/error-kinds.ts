/**
 * What went wrong, as the first words of a reply's `error` text, so that clients can tell the kinds apart
 * and people can read the text as it is.
 */
export const ErrorKind = {
  /** No connection is registered under that node ID, or that page is not there. */
  noSuchNode: "no such node",
  /** The node was there when it was asked and left before it answered. */
  wentAway: "went away",
  /** Somebody's rules forbid it: the server's, or the page's own. */
  refused: "refused",
  /** Other processes, where it may be, cannot be reached now. */
  unreachable: "unreachable",
  /** The answer did not come in time. */
  timedOut: "timed out",
} as const;

/** One of the kinds of {@link ErrorKind}. */
export type ErrorKind = (typeof ErrorKind)[keyof typeof ErrorKind];

/**
 * The text of an error reply.
 *
 * @example
 * errorText(ErrorKind.noSuchNode, '"Bob"'); // 'no such node: "Bob"'
 */
export function errorText(kind: ErrorKind, detail: string): string {
  return `${kind}: ${detail}`;
}

/** Whether an error text begins with that kind: texts of original nodes and servers have none. */
export function isOfKind(text: string, kind: ErrorKind): boolean {
  return text.indexOf(`${kind}: `) === 0;
}

/** Whether a server refuses for how much the sender sends, so that the same may pass a little later. */
export function isForRate(text: string): boolean {
  return /^(refused: )?at most \d+ (messages a second|requests may wait)/.test(text);
}

/** Whether a page refuses since its answer is larger than the server takes, so that its parts may pass. */
export function isForSize(text: string): boolean {
  return /^refused: the answer has/.test(text);
}

/** Input that is not a message. Its text names the member that was wrong and what is accepted. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

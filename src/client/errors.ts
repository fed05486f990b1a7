import { ErrorKind, isOfKind } from "../protocol";

/**
 * What went wrong with a remote call:
 * - `NoSuchNodeError`: no page is connected under that node ID.
 * - `WentAwayError`: the page left before it answered.
 * - `RefusedError`: the server's rules or the page's own forbid it.
 * - `UnreachableError`: the servers cannot reach each other at the moment, so nobody knows whether the node is there.
 * - `TimeoutError`: no answer came in time.
 * - `DisconnectedError`: this page lost its connection, or has none.
 * - `RemoteError`: the page could not do what was asked.
 */
export type JqlusterErrorName =
  | "NoSuchNodeError"
  | "WentAwayError"
  | "RefusedError"
  | "UnreachableError"
  | "TimeoutError"
  | "DisconnectedError"
  | "RemoteError";

/** An error of jQluster. `name` tells its kind. */
export interface JqlusterError extends Error {
  readonly name: JqlusterErrorName;
}

/** Makes an error of jQluster. */
export function failure(name: JqlusterErrorName, message: string): JqlusterError {
  return named(name, message) as JqlusterError;
}

/** Makes an error with a name of its own: subclasses of `Error` lose their prototype in ES5. */
export function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

const NAMES: { readonly [kind in keyof typeof ErrorKind]: JqlusterErrorName } = {
  noSuchNode: "NoSuchNodeError",
  wentAway: "WentAwayError",
  refused: "RefusedError",
  unreachable: "UnreachableError",
  timedOut: "TimeoutError",
};

/**
 * The error that an `error` text stands for.
 *
 * @param otherwise - What a text without a kind means.
 */
export function failureOf(text: string, otherwise: JqlusterErrorName): JqlusterError {
  for (const kind in NAMES) {
    const name = kind as keyof typeof NAMES;
    if (isOfKind(text, ErrorKind[name])) return failure(NAMES[name], text);
  }
  return failure(otherwise, text);
}

/** What was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(textOf(thrown));
}

/** A value as text for a person, also one whose conversion throws, such as `{ toString: 1 }`. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "a value that cannot be converted to text";
  }
}

import type { JsonValue } from "../../protocol";

/** One method call of a chain: `.method(…args)`. The property `.length` is the step `length` without arguments. */
export interface Step {
  readonly method: string;
  readonly args: readonly Argument[];
}

/** A jQuery chain as it crosses the wire: `$(…root).method(…args)…`. */
export interface Chain {
  readonly root: readonly Argument[];
  readonly steps: readonly Step[];
  /** Present when the expression is one of the two readiness forms; `root` and `steps` are then of no use. */
  readonly readiness?: Readiness;
}

/** The readiness forms: `$(document).data("jqluster-readiness-callback-managers")["owner"].call("argument")`. */
export interface Readiness {
  /** The node whose callback manager is addressed: the node that evaluates the expression. */
  readonly owner: string;
  /** `_beNotified`: the node `argument` is ready. `_isNotifying`: does this page notify the node `argument`? */
  readonly call: "_beNotified" | "_isNotifying";
  readonly argument: string;
}

/** What an argument of a chain may be besides JSON. JSON never has the `kind` below: it is compared by identity. */
export interface Nested {
  readonly kind: typeof NESTED;
  readonly value: Chain | "window" | "document";
}

/** An argument: JSON, `undefined`, another chain, or (as an argument of `$` only) `window` or `document`. */
export type Argument = JsonValue | undefined | Nested;

const NESTED: { readonly nested: true } = { nested: true };

/** The name under which original pages keep their readiness callback managers. */
export const READINESS_KEY = "jqluster-readiness-callback-managers";

/**
 * Makes an argument of a chain.
 *
 * @example
 * // $("#list").append($("#item"))
 * { root: ["#list"], steps: [{ method: "append", args: [chainArgument({ root: ["#item"], steps: [] })] }] }
 */
export function chainArgument(chain: Chain): Nested {
  return { kind: NESTED, value: chain };
}

/** Makes an argument of `window` or `document`. */
export function identArgument(name: "window" | "document"): Nested {
  return { kind: NESTED, value: name };
}

/** Whether the argument is a chain, `window` or `document`, and not a JSON object that looks like one. */
export function isNested(argument: Argument): argument is Nested {
  return !!argument && (argument as Nested).kind === NESTED;
}

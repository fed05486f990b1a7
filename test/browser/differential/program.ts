import type { JsonValue } from "../../../src/protocol";

/** An argument of a method, or of `$`. */
export type Argument =
  | { readonly json: JsonValue | undefined }
  | { readonly chain: Chain }
  /** `window`, `document`, `this` in a visit, or a selection saved before. */
  | { readonly name: string };

/** A call of a method. */
export interface Call {
  readonly method: string;
  readonly args: readonly Argument[];
}

/** Calls that make sense together only, such as an animation and its end. */
export type Unit = readonly Call[];

/** `$(…root)` or a saved selection, and what is called on it. */
export interface Chain {
  readonly root: readonly Argument[] | string;
  readonly units: readonly Unit[];
}

/** One statement of a program. */
export interface Statement {
  readonly chain: Chain;
  /** The selection is kept under this name. */
  readonly save?: string;
  /** The chain's elements are visited one by one, and these are called on each. */
  readonly visit?: { readonly method: "map" | "each"; readonly units: readonly Unit[] };
}

/** Statements that run one after the other on one document. */
export type Program = readonly Statement[];

/** An argument as `classify` looks at it. */
export function jsonOf(argument: Argument): unknown {
  return "json" in argument ? argument.json : {};
}

/** All calls of a program in it, nested ones included. */
export function callsOf(program: Program): Call[] {
  return program.flatMap(({ chain, visit }) => [
    ...callsIn(chain),
    ...(visit ? callsIn({ root: "", units: visit.units }) : []),
  ]);
}

function callsIn({ root, units }: Chain): Call[] {
  const within = (args: readonly Argument[]) =>
    args.flatMap((arg) => ("chain" in arg ? callsIn(arg.chain) : []));
  return [
    ...(typeof root === "string" ? [] : within(root)),
    ...units.flat().flatMap((call) => [...within(call.args), call]),
  ];
}

/** A statement as a developer would write it. */
export function statementCode({ chain, save, visit }: Statement): string {
  const code = `${save ? `${save} = ` : ""}${chainCode(chain)}`;
  if (!visit) return code;
  const { method, units } = visit;
  return `${code}.${method}(function () { return $(this)${units.map(unitCode).join("")}; })`;
}

function chainCode({ root, units }: Chain): string {
  const start = typeof root === "string" ? root : `$(${root.map(argumentCode).join(", ")})`;
  return start + units.map(unitCode).join("");
}

function unitCode(unit: Unit): string {
  return unit
    .map(({ method, args }) =>
      method === "length" ? ".length" : `.${method}(${args.map(argumentCode).join(", ")})`,
    )
    .join("");
}

function argumentCode(argument: Argument): string {
  if ("chain" in argument) return chainCode(argument.chain);
  return "name" in argument ? argument.name : String(JSON.stringify(argument.json));
}

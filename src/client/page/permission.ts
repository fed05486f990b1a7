import type { JsonValue } from "../../protocol";
import { type Chain, isNested } from "../expressions/chain";

/** One method call that somebody asks this page for. */
export interface RemoteCall {
  readonly method: string;
  /** Its arguments. Nested selections stand as `null`: their calls are in the list themselves. */
  readonly args: readonly (JsonValue | undefined)[];
}

/** What `allow` decides about. */
export interface RemoteRequest {
  /** The node that asks, as the server vouches for it. */
  readonly node: string;
  /** The page of that node, where it told. */
  readonly page: string | undefined;
  /** `get` runs the calls; `listen` runs them and gives the last one a callback. */
  readonly type: "get" | "listen";
  /** The last method called, and its arguments. */
  readonly method: string;
  readonly args: readonly (JsonValue | undefined)[];
  /** Every method called, those of nested selections included, in the order they run. */
  readonly calls: readonly RemoteCall[];
  /** The expression as it came. */
  readonly evalCode: string;
}

/** This page's own say over who may do what on it: only `true` allows, and at once. */
export type Allow = (request: RemoteRequest) => boolean;

/** Every call of a chain, nested ones first, as they run. */
export function callsOf(chain: Chain): RemoteCall[] {
  let calls: RemoteCall[] = [];
  function flat(args: Chain["root"]): RemoteCall["args"] {
    return args.map((argument) => {
      if (!isNested(argument)) return argument as JsonValue | undefined;
      if (typeof argument.value === "string") return argument.value;
      calls = calls.concat(callsOf(argument.value));
      return null;
    });
  }
  calls.push({ method: "$", args: flat(chain.root) });
  chain.steps.forEach((step) => {
    const args = flat(step.args);
    calls.push({ method: step.method, args });
  });
  return calls;
}

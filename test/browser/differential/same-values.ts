import { MEANT_DIFFERENCES } from "./differences";
import type { JQuery } from "./page-types";

declare const jQuery: JQuery;

const VALUE_RULES = MEANT_DIFFERENCES.flatMap(({ value }) => value ?? []);

/** What a statement came to. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

/** Runs a statement, and waits for its value. */
export async function outcomeOf(run: () => unknown): Promise<Outcome> {
  try {
    const value = run();
    return { value: isThenable(value) ? await inTime(value) : value };
  } catch (error) {
    return { error: String(error) };
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function inTime(value: PromiseLike<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("it never settled")), 10_000);
    value.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

/** How two outcomes are compared. */
export interface Comparison {
  /** The node whose page gave the remote outcome. */
  readonly nodeId: string;
  /** Differences that are meant to be are differences as well. */
  readonly exact: boolean;
}

/** Compares what a statement came to on this page and on that of the node; `null` when it is the same. */
export function differenceOf(
  local: Outcome,
  remote: Outcome,
  comparison: Comparison,
): { local: unknown; remote: unknown } | null {
  if ("error" in local && "error" in remote) return null;
  // Nobody asked for a value, so nobody is told of the failure there.
  const isLate = "error" in local && "value" in remote && isSelection(remote.value);
  if (isLate && !comparison.exact) return null;
  if ("value" in local && "value" in remote && same(local.value, remote.value, comparison, true)) return null;
  return { local: shown(local), remote: shown(remote) };
}

/**
 * Whether the remote value is what the local one becomes on its way: an element a pointer to it, a window its pointer,
 * a selection the list of its elements, and all others themselves, or what {@link MEANT_DIFFERENCES} say.
 */
function same(local: unknown, remote: unknown, comparison: Comparison, alone = false): boolean {
  const within = (a: unknown, b: unknown) => same(a, b, comparison);
  if (isSelection(remote)) return local instanceof jQuery;
  if (alone && local instanceof jQuery && !Array.isArray(remote)) return !comparison.exact && !remote;
  const rule = comparison.exact ? undefined : VALUE_RULES.find((one) => one.is(local));
  if (rule) return within(rule.becomes(local), remote);
  if (local === null || typeof local !== "object") return Object.is(local, remote);
  if (local instanceof Node || local === window) {
    return samePlace(local as Node | Window, remote, comparison.nodeId);
  }
  if (Array.isArray(local) || local instanceof jQuery) {
    const list = Array.from(local as unknown as ArrayLike<unknown>);
    return (
      Array.isArray(remote) &&
      list.length === remote.length &&
      list.every((member, index) => within(member, remote[index]))
    );
  }
  if (!remote || typeof remote !== "object" || Array.isArray(remote)) return false;
  const members = Object.entries(local).filter(([, member]) => member !== undefined);
  const others = remote as { [name: string]: unknown };
  return (
    Object.keys(others).length === members.length &&
    members.every(([name, member]) => within(member, others[name]))
  );
}

function samePlace(local: Node | Window, remote: unknown, nodeId: string): boolean {
  if (!remote || typeof remote !== "object") return false;
  const { remote_type, remote_node_id, remote_xpath } = remote as { [field: string]: string };
  if (remote_node_id !== nodeId) return false;
  if (local === window) return remote_type === "window";
  const found = jQuery(document).xpath(String(remote_xpath)).get();
  return remote_type === "xpath" && found.length === 1 && found[0] === local;
}

function isSelection(value: unknown): boolean {
  return typeof value === "object" && value !== null && "link" in value;
}

/** An outcome as text can tell it. */
function shown(outcome: Outcome): unknown {
  if ("error" in outcome) return { error: outcome.error };
  return describe(outcome.value);
}

function describe(value: unknown, depth = 0): unknown {
  if (value === undefined) return "undefined";
  if (typeof value === "function" || typeof value === "symbol") return String(value).slice(0, 60);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Element)
    return `${value.isConnected ? "" : "detached "}${value.outerHTML.slice(0, 80)}`;
  if (value instanceof Node) return `${value.nodeName} ${String(value.nodeValue).slice(0, 40)}`;
  if (value === window) return "window";
  if (isSelection(value)) return "a remote selection";
  if (value instanceof jQuery)
    return { selection: describe(Array.from(value as unknown as ArrayLike<unknown>), depth) };
  if (depth > 3 || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((member) => describe(member, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, describe(member, depth + 1)]),
  );
}

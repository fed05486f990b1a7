import type { JsonValue } from "../../protocol";
import { type ElementPointer, isPointer } from "../../protocol/pointer";
import { type Argument, type Chain, chainArgument, identArgument } from "../expressions";
import { isNode } from "../expressions/is-object";
import { toJson } from "../to-json";

/** Where a selection is: on all pages of a node, or on one. */
export interface Place {
  readonly nodeId: string;
  readonly pageId: string | undefined;
  /** Whether a pointer names the page, and not the caller: another page may stand in for it once it is gone. */
  readonly isPointedTo?: boolean;
  /** The key under which the server keeps what is said there, for pages that come later. */
  readonly keep?: string;
}

/** A chain that has been taken out of its selection to stand in another. */
export interface TakenChain {
  readonly chain: Chain;
  readonly place: Place;
}

/** Stands for the other page's window, where this program has none of its own to name it by. */
export const WINDOW = { remoteIdentifier: "window" } as const;
/** Stands for the other page's document. */
export const DOCUMENT = { remoteIdentifier: "document" } as const;

/** Whether a value names the window or document of the other page. */
export function identifierOf(value: unknown): "window" | "document" | undefined {
  // Only these very objects: data that looks like them, and may come from anywhere, must not become code.
  if (value === WINDOW || (typeof window !== "undefined" && value === window)) return "window";
  return value === DOCUMENT || (isNode(value) && value.nodeType === 9) ? "document" : undefined;
}

/**
 * The chain that leads to the element of a pointer: on its page to the element itself, elsewhere to its place.
 *
 * @throws TypeError when the element was not on its page any more.
 */
export function chainTo(pointer: ElementPointer): Chain {
  if (pointer.remote_type === "window") return { root: [identArgument("window")], steps: [] };
  if (pointer.remote_type === "none") {
    throw new TypeError("that element was not on its page any more when its event was told");
  }
  const { remote_xpath, remote_page_id, remote_element } = pointer;
  const element = `${remote_page_id}#${remote_element}`;
  return {
    root: [identArgument("document")],
    steps: [
      { method: "xpath", args: remote_element === undefined ? [remote_xpath] : [remote_xpath, element] },
    ],
  };
}

/**
 * Makes a value an argument of a chain.
 *
 * @param take - Gives the chain of a remote selection, or `undefined` for other values.
 * @param place - Where the chain will run; an element or selection of another place cannot be meant.
 * @param what - Names the value in errors.
 * @throws TypeError for what cannot travel, saying what to do instead.
 */
export function argumentOf(
  value: unknown,
  take: (value: unknown) => TakenChain | undefined,
  place: Place,
  what?: string,
): Argument {
  const taken = take(value);
  if (taken) {
    checkPlace(taken.place, place);
    return chainArgument(taken.chain);
  }
  if (isPointer(value)) {
    checkPlace({ nodeId: value.remote_node_id, pageId: value.remote_page_id }, place);
    return chainArgument(chainTo(value));
  }
  const identifier = identifierOf(value);
  if (identifier) return identArgument(identifier);
  return plain(value, take, what);
}

function plain(
  value: unknown,
  take: (value: unknown) => TakenChain | undefined,
  what = "data",
): JsonValue | undefined {
  if (value === undefined || typeof value === "string") return value;
  const text = toJson(value, what, (member) => {
    if (typeof member === "function") {
      throw new TypeError("a function cannot travel to another page: ask for the values and compute here");
    }
    // Old browsers have no Number.isFinite.
    if (typeof member === "bigint" || (typeof member === "number" && member - member !== 0)) {
      throw new TypeError(`${member} cannot travel: JSON lacks it`);
    }
    if (isNode(member))
      throw new TypeError("an element of this page cannot travel to another: send its markup");
    if (take(member))
      throw new TypeError("a remote selection must be an argument of its own, not inside another");
  });
  return text === "undefined" ? undefined : (JSON.parse(text) as JsonValue);
}

function checkPlace(from: Place, to: Place): void {
  if (from.nodeId !== to.nodeId) {
    throw new TypeError(`an element of ${toJson(from.nodeId)} is not on ${toJson(to.nodeId)}`);
  }
  if (to.pageId !== undefined && from.pageId !== undefined && from.pageId !== to.pageId) {
    throw new TypeError("that element is on another page of the same node");
  }
}

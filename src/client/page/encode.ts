import { type ElementPointer, xpathOf } from "../../protocol/pointer";
import { isNode } from "../expressions/is-object";
import { type EventLike, eventData } from "./event-data";
import type { JQueryFunction } from "./jquery";

/** How deep a result may be: what lies deeper is left out, as is what contains itself where it comes again. */
const MAX_DEPTH = 16;
/** How many values a result may hold, past which they are left out as well: no server takes so long a message. */
const MAX_VALUES = 100_000;

let valuesLeft = 0;
/** The objects that the value at hand lies in. */
let around: unknown[] = [];

/** Whose values are encoded. */
export interface EncodeContext {
  readonly jQuery: JQueryFunction;
  readonly window: Window;
  readonly nodeId: string;
  readonly pageId: string;
}

/** A value of this page as it can travel: elements as pointers, events as their data, functions as `null`. */
export function encode(value: unknown, context: EncodeContext, depth = 0): unknown {
  if (!depth) {
    valuesLeft = MAX_VALUES;
    around = [];
  }
  if (value === null || value === undefined) return value;
  valuesLeft -= 1;
  if (typeof value === "function" || typeof value === "symbol" || depth > MAX_DEPTH || valuesLeft < 0)
    return null;
  if (typeof value !== "object") return value;
  // All that a site stores is a member of the window of any frame.
  if ((value as Window).window === value) {
    return value === context.window ? pointer("window", "", context) : null;
  }
  if (isNode(value)) {
    const path = xpathOf(value, context.window.document);
    return path === undefined ? null : pointer("xpath", path, context);
  }
  around.length = depth;
  if (around.indexOf(value) >= 0) return null;
  const within = (inner: unknown) => {
    around.length = depth;
    around.push(value);
    return encode(inner, context, depth + 1);
  };
  if (isEvent(value)) return eventData(value, within);
  if (value instanceof context.jQuery || Array.isArray(value)) {
    return Array.prototype.map.call(value, (member) => within(member) ?? null);
  }
  if (value instanceof Date) return value.toJSON();
  const copy: { [name: string]: unknown } = {};
  Object.keys(value).forEach((name) => {
    copy[name] = within((value as typeof copy)[name]);
  });
  return copy;
}

function isEvent(value: object): value is EventLike {
  return "originalEvent" in value || ("isDefaultPrevented" in value && "type" in value);
}

function pointer(type: "xpath" | "window", path: string, context: EncodeContext): ElementPointer {
  return {
    remote_type: type,
    remote_node_id: context.nodeId,
    remote_xpath: path,
    remote_page_id: context.pageId,
  };
}

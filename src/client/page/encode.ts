import { type ElementPointer, type LastSteps, xpathOf } from "../../protocol/pointer";
import { isNode, isWindow } from "../expressions/is-object";
import { type EventLike, eventData, handlerArguments } from "./event-data";
import { copyOf } from "./guards/crossing";
import type { HeldElements } from "./held-elements";
import type { JQueryFunction } from "./jquery";

/** Whose values are encoded. */
export interface EncodeContext {
  readonly jQuery: JQueryFunction;
  readonly window: Window;
  readonly nodeId: string;
  readonly pageId: string;
  /** Looks at the clock: the first path among siblings takes time in proportion to them. */
  readonly check: () => void;
  /** Holds on to the elements of what a handler gets; absent: elements are told by their place alone. */
  readonly held?: HeldElements | undefined;
  /** The fields of events that the listener has named. */
  readonly fields?: readonly string[];
}

/**
 * A value of this page as it can travel: elements as pointers, events as their data, data as a copy, all else as `null`.
 */
export function encode(value: unknown, context: EncodeContext): unknown {
  const isHandled = Array.isArray(value) && value[0] instanceof context.jQuery.Event;
  const last: LastSteps = [];
  /** An event names the same element several times. */
  let latest: Node | undefined;
  let latestPointer: ElementPointer | null = null;
  return copyOf(isHandled ? handlerArguments(value) : value, context, (object, within) => {
    // All that a site stores is a member of the window of any frame.
    if (isWindow(object)) return object === context.window ? pointer("window", "", context) : null;
    if (isNode(object)) {
      if (object !== latest) {
        context.check();
        latestPointer = pointerTo(object, last, context);
        latest = object;
      }
      return latestPointer;
    }
    return object instanceof context.jQuery.Event
      ? eventData(object as EventLike, within, context.fields)
      : undefined;
  });
}

function pointerTo(node: Node, last: LastSteps, context: EncodeContext): ElementPointer | null {
  const path = xpathOf(node, context.window.document, last);
  if (!context.held) return path === undefined ? null : pointer("xpath", path, context);
  if (path === undefined) return pointer("none", "", context);
  return { ...pointer("xpath", path, context), remote_element: context.held.numberOf(node) };
}

function pointer(type: ElementPointer["remote_type"], path: string, context: EncodeContext): ElementPointer {
  return {
    remote_type: type,
    remote_node_id: context.nodeId,
    remote_xpath: path,
    remote_page_id: context.pageId,
  };
}

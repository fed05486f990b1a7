/** The class of a value as the browser names it, whatever its own members say: `"[object Array]"`. */
export function classOf(value: unknown): string {
  return {}.toString.call(value);
}

/** Whether the value is an object or array as JSON makes them, or a jQuery object; nodes and windows are not. */
export function isObject(value: unknown): value is object {
  return !!value && typeof value !== "string" && / (Object|Array)\]/.test(classOf(value));
}

/** Whether the value is a node that has a place in a document, and not data that has a `nodeType` of its own. */
export function isNode(value: unknown): value is Node {
  if (!value || isWindow(value)) return false;
  const { nodeType } = value as Node;
  // 2: an attribute, whose value could become script. A field of a form may be named nodeType, and stand in its place.
  return typeof nodeType === "number"
    ? nodeType !== 2 && !isObject(value)
    : !!nodeType && /HTMLFormElement/.test(classOf(value));
}

/** Whether the value is the window of any page. */
export function isWindow(value: unknown): value is Window {
  return !!value && (value as Window).window === value;
}

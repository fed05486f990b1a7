/** Whether the value is an object or array as JSON makes them, or a jQuery object; nodes and windows are not. */
export function isObject(value: unknown): value is object {
  return / (Object|Array)\]/.test({}.toString.call(value));
}

/** Whether the value is a node of some document, and not data that has a `nodeType` of its own. */
export function isNode(value: unknown): value is Node {
  return !!value && typeof (value as Node).nodeType === "number" && !isObject(value);
}

/** Whether the value is an object or array as JSON makes them, or a jQuery object; nodes and windows are not. */
export function isObject(value: unknown): value is object {
  return / (Object|Array)\]/.test({}.toString.call(value));
}

const own = Object.prototype.hasOwnProperty;

/** Whether an object has a member itself: what a library gives to all objects turns up in every loop. */
export function hasOwn(object: object, name: string): boolean {
  return own.call(object, name);
}

/** Whether a value is an object with members, and no list. */
function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own member of a value that may be anything; `undefined` where there is none. */
export function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) && hasOwn(value, name) ? value[name] : undefined;
}

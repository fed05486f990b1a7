import { classOf, isNode, isObject, isWindow } from "../../expressions/is-object";
import { dateText } from "../../to-json";
import type { JQueryFunction } from "../jquery";

/** How deep a value may be: what lies deeper, as in objects that contain themselves, is left out. */
const MAX_DEPTH = 16;
/** How many values may cross at once, past which they are left out as well: no server takes so long a message. */
const MAX_VALUES = 100_000;

let valuesLeft = 0;
/** The objects that the value at hand lies in: one that comes again is cut. */
let around: unknown[] = [];

/** The page on which it is decided what may cross. */
export interface CrossingContext {
  readonly jQuery: JQueryFunction;
  readonly window: unknown;
}

/** What becomes of an object that is more than data; `undefined`: it is data, or is left out. */
export type Special = (value: object, within: (inner: unknown) => unknown) => unknown;

/**
 * Whether the value is a string, number or boolean, or nothing. The type of `document.all` is "undefined" as well,
 * though it is an object.
 */
export function isPrimitive(value: unknown): boolean {
  return value === null || value === undefined || /^(string|number|boolean)$/.test(typeof value);
}

/** The members of an array, of a selection, or of a list of nodes that the browser keeps up to date. */
export function listOf(value: object, { jQuery }: CrossingContext): readonly unknown[] | undefined {
  const isList = Array.isArray(value) || value instanceof jQuery;
  if (!isList && !/(NodeList|Collection)\]/.test(classOf(value))) return undefined;
  const list = value as ArrayLike<unknown>;
  for (let i = 0; !isList && i < list.length; i++) if (!isNode(list[i])) return undefined;
  return Array.prototype.slice.call(value);
}

/** Whether the object holds data alone: neither the browser nor a class of the page has made it. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  // Objects of other frames have prototypes of their own, which inherit nothing either.
  return / Object\]/.test(classOf(value)) && !(prototype && Object.getPrototypeOf(prototype));
}

/** Whether a member may be looked up in the value: it is data, or, where said, an object of a class of the page. */
export function isData(value: unknown, orOfClass: boolean): value is object {
  // The objects of the browser have names of their own.
  return isObject(value) && (orOfClass || Array.isArray(value) || isPlain(value));
}

/** Whether the value is on the list of what may leave a method. Its members are looked at when it is copied. */
export function mayCross(value: unknown, context: CrossingContext): boolean {
  if (isPrimitive(value)) return true;
  if (typeof value !== "object" || !value) return false;
  if (isWindow(value)) return value === context.window;
  return isNode(value) || isDate(value) || isPlain(value) || !!listOf(value, context);
}

/**
 * Copies a value, so that nothing of the page is left in it that could act: lists and plain objects member by member,
 * dates, errors and large integers as their text. Functions and all other objects become `null`, as does what throws
 * when it is looked at; accessors are left out.
 */
export function copyOf(value: unknown, context: CrossingContext, special: Special, depth = 0): unknown {
  if (!depth) {
    valuesLeft = MAX_VALUES;
    around = [];
  }
  if (isPrimitive(value)) return value;
  if (typeof value === "bigint") return `${value}`;
  valuesLeft -= 1;
  if (typeof value !== "object" || !value || depth > MAX_DEPTH || valuesLeft < 0) return null;
  around.length = depth;
  if (around.indexOf(value) >= 0) return null;
  const within = (inner: unknown) => {
    around.length = depth;
    around.push(value);
    return copyOf(inner, context, special, depth + 1);
  };
  try {
    return copyOfObject(value, context, special, within);
  } catch {
    return null;
  }
}

function copyOfObject(
  value: object,
  context: CrossingContext,
  special: Special,
  within: (inner: unknown) => unknown,
): unknown {
  const instead = special(value, within);
  if (instead !== undefined) return instead;
  const list = listOf(value, context);
  if (list) return list.map((member) => within(member) ?? null);
  // A method of the page may give anything.
  if (isDate(value)) return within(dateText(value));
  if (value instanceof Error) return Error.prototype.toString.call(value);
  if (!isPlain(value)) return null;
  const copy: { [name: string]: unknown } = {};
  Object.keys(value).forEach((name) => {
    if (name !== "__proto__") copy[name] = within(ownValue(value, name));
  });
  return copy;
}

/** A member of an object itself that is a value: an accessor is a function of the page, and is not called. */
export function ownValue(object: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}

function isDate(value: object): value is Date {
  return value instanceof Date;
}

import { isNode } from "../expressions/is-object";
import { isData, isPrimitive, ownValue } from "./guards/crossing";

/** What is used of a jQuery event. */
export interface EventLike {
  readonly type?: unknown;
  readonly originalEvent?: object;
  readonly [field: string]: unknown;
}

interface Data {
  [field: string]: unknown;
}

/** Fields of the browser's events that are sent although they are objects. */
const OBJECTS = /^((current|related)?[tT]arget|submitter|detail|state)$/;
/** Objects and lists of objects in the browser's events, of which the fields that are values are sent. */
const PARTS = /^((target|changed)?[tT]ouches|acceleration(IncludingGravity)?|rotationRate)$/;
const AJAX_FIELDS = ["url", "type", "data", "dataType", "contentType"];
/** Fields that are never sent: those that all events have, constants, fields of jQuery, and what a site stores. */
const LEFT_OUT =
  /^(bubbles|cancelable|cancelBubble|composed|defaultPrevented|eventPhase|returnValue|[A-Z\d_]+|jQuery\d.*|originalEvent|isTrigger|rnamespace|result|handleObj|view|(from|to)Element|(new|old|prev)Value|originalPolicy|persistentDeviceId|referrer|sample|userChoice)$/;

/**
 * The data of an event: its fields that are values, its elements as pointers, touch points, and the state of an input.
 * A field whose getter throws is left out.
 *
 * @param named - More fields, which the listener has named, as paths: `detail.x`.
 */
export function eventData(
  event: EventLike,
  encode: (value: unknown) => unknown,
  named: readonly string[] = [],
): Data {
  const given = (event.originalEvent || {}) as Data;
  // Messages between windows are for them alone. No other event has ports.
  const original = attempt(() => given.ports) ? {} : given;
  const data = valuesOf(original, (field, value) => {
    if (OBJECTS.test(field)) return encode(value);
    if (!PARTS.test(field)) return undefined;
    return "length" in value
      ? Array.prototype.map.call(value, (part) => valuesOf(part as Data))
      : valuesOf(value);
  });
  const own = (field: string) => ownValue(event, field);
  const add = (field: string, read: () => unknown) => {
    const value = attempt(read);
    if (value !== undefined) data[field] = value;
  };
  // The fields of jQuery replace those of the browser. Events of plug-ins have fields of their own.
  Object.keys(event).forEach((field) => {
    if (LEFT_OUT.test(field) || field in {}) return;
    add(field, () => (own(field) === null ? null : (encode(own(field)) ?? undefined)));
  });
  const target = own("target") as Partial<HTMLInputElement>;
  const type = (isNode(target) && attempt(() => `${target.type}`)) || "password";
  // A password is for the page it was typed into.
  if (type !== "password") {
    add("value", () => (typeof target.value === "string" ? target.value : undefined));
    if (/^(checkbox|radio)$/.test(type)) add("checked", () => !!target.checked);
    add("clipboardText", () => (original.clipboardData as DataTransfer).getData("text"));
  }
  named.forEach((path) => {
    const names = path.split(".");
    const first = names[0] as string;
    if (LEFT_OUT.test(first)) return;
    attempt(() => addNamed(data, names, own(first) ?? original[first], encode));
  });
  return data;
}

/** Adds one field that a listener has named. Only data, and the object that it begins with, is gone through. */
function addNamed(
  data: Data,
  names: readonly string[],
  first: unknown,
  encode: (value: unknown) => unknown,
): void {
  let from = first;
  names.slice(1).forEach((name, i) => {
    from = isData(from, !i) ? ownValue(from, name) : undefined;
  });
  if (from === undefined || names.some((name) => name in {})) return;
  let into = data;
  names.forEach((name, i) => {
    const inner = into[name];
    if (i === names.length - 1) into[name] = encode(from);
    else into = into[name] = (inner && typeof inner === "object" ? inner : {}) as Data;
  });
}

/** The fields of an object of the browser that are values. @param special - Gives what is sent for an object in it. */
function valuesOf(from: Data, special?: (field: string, value: Data) => unknown): Data {
  const values: Data = {};
  for (const field in from) {
    // To read a promise of the browser may make one that is rejected.
    if (LEFT_OUT.test(field)) continue;
    attempt(() => {
      const value = from[field];
      const sent = isPrimitive(value) ? value : special?.(field, value as Data);
      if (sent !== undefined) values[field] = sent;
    });
  }
  return values;
}

/** The arguments of a handler without what a page sends with its AJAX requests to say who is logged in. */
export function handlerArguments(args: readonly unknown[]): readonly unknown[] {
  const settings = args[2];
  if (!settings || !/^ajax/.test(`${(args[0] as EventLike).type}`)) return args;
  return args.map((arg) => (arg === settings ? pick(settings as EventLike, AJAX_FIELDS) : arg));
}

function pick(from: EventLike, fields: readonly string[]): Data {
  const picked: Data = {};
  fields.forEach((field) => {
    if (from[field] !== undefined) picked[field] = from[field];
  });
  return picked;
}

/** Runs what may throw by a getter of the page; `undefined` when it does. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

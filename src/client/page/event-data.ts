import { isNode } from "../expressions/is-object";
import { isPlain } from "./guards/crossing";

/** What is used of a jQuery event. */
export interface EventLike {
  readonly type?: unknown;
  readonly originalEvent?: object;
  readonly [field: string]: unknown;
}

interface Data {
  [field: string]: unknown;
}

/** The fields that travel as they are, whoever made the event. Of the browser's, all other values travel as well. */
const FIELDS = (
  "type namespace which key code keyCode charCode button buttons detail timeStamp repeat inputType isTrusted " +
  "clientX clientY pageX pageY screenX screenY offsetX offsetY movementX movementY deltaX deltaY deltaMode " +
  "altKey ctrlKey metaKey shiftKey pointerId pointerType pressure isPrimary data state"
).split(" ");
const ELEMENT_FIELDS = ["target", "currentTarget", "delegateTarget", "relatedTarget", "submitter"];
const TOUCH_LISTS = ["touches", "targetTouches", "changedTouches"];
const TOUCH_FIELDS = ["identifier", "clientX", "clientY", "pageX", "pageY", "screenX", "screenY", "force"];
/** Objects of a moved device, and the values in them. */
const MOTIONS = ["acceleration", "accelerationIncludingGravity", "rotationRate"];
const MOTION_FIELDS = ["x", "y", "z", "alpha", "beta", "gamma"];
const AJAX_FIELDS = ["url", "type", "data", "dataType", "contentType"];
/** What all events have, and constants: they tell nothing of this one. */
const OF_ALL =
  /^(bubbles|cancelable|cancelBubble|composed|defaultPrevented|eventPhase|returnValue|[A-Z\d_]+)$/;
/** What jQuery keeps on its events for itself. */
const OF_JQUERY = /^(jQuery\d.*|originalEvent|isTrigger|rnamespace|result|handleObj|view)$/;

/**
 * The data of an event: its fields that are values, its elements as pointers, touch points, and the state of an input.
 *
 * @param named - Fields that the listener has named besides, as paths: `detail.x`.
 */
export function eventData(
  event: EventLike,
  encode: (value: unknown) => unknown,
  named: readonly string[] = [],
): Data {
  const original = (event.originalEvent || {}) as EventLike;
  // What windows send each other is for them: such an event alone has ports.
  const isMessage = !!original.ports;
  const data: Data = {};
  // A getter of the page may throw, which is nothing that the page's own handlers should feel.
  const read = (field: string) => {
    try {
      // jQuery 4 and the slim builds copy fewer fields than 1.12, so what is missing is taken from the browser's event.
      return event[field] === undefined && !(field === "data" && isMessage) ? original[field] : event[field];
    } catch {
      return undefined;
    }
  };
  FIELDS.concat(ELEMENT_FIELDS).forEach((field) => {
    const value = read(field);
    if (value !== undefined) data[field] = encode(value);
  });
  if (!isMessage) {
    for (const field in original) {
      if (field in data || OF_ALL.test(field)) continue;
      const value = read(field);
      if (/^(string|number|boolean)$/.test(typeof value)) data[field] = value;
    }
  }
  // Events of plug-ins have fields of their own.
  Object.keys(event).forEach((field) => {
    if (field in data || field in original || field in {} || OF_JQUERY.test(field)) return;
    const value = encode(Object.getOwnPropertyDescriptor(event, field)?.value);
    if (value !== undefined && value !== null) data[field] = value;
  });
  TOUCH_LISTS.forEach((name) => {
    const list = read(name);
    if (list) data[name] = Array.prototype.map.call(list, (touch) => pick(touch, TOUCH_FIELDS));
  });
  MOTIONS.forEach((name) => {
    const motion = read(name);
    if (motion) data[name] = pick(motion as EventLike, MOTION_FIELDS);
  });
  const target = isNode(event.target) ? (event.target as Partial<HTMLInputElement>) : undefined;
  // A password is for the page it was typed into.
  const isPassword = !!target && target.type === "password";
  if (target && typeof target.value === "string" && !isPassword) {
    data.value = target.value;
    if (/^(checkbox|radio)$/.test(String(target.type))) data.checked = target.checked;
  }
  const clipboard = read("clipboardData") as Partial<DataTransfer> | undefined;
  if (clipboard?.getData && !isPassword) data.clipboardText = clipboard.getData("text");
  if (!isMessage) {
    named.forEach((path) => {
      addNamed(data, path, read, encode);
    });
  }
  return data;
}

/** Adds one field that a listener has named. Only data is gone through: no elements, windows or objects of a class. */
function addNamed(
  data: Data,
  path: string,
  read: (field: string) => unknown,
  encode: (value: unknown) => unknown,
): void {
  const names = path.split(".");
  let from: unknown = read(names[0] as string);
  let into = data;
  names.forEach((name, i) => {
    if (name in {}) return;
    if (i) {
      const isData = !!from && typeof from === "object" && (Array.isArray(from) || isPlain(from));
      from = isData ? Object.getOwnPropertyDescriptor(from, name)?.value : undefined;
    }
    if (i === names.length - 1) into[name] = encode(from);
    else {
      const inner = into[name];
      into = into[name] = (inner && typeof inner === "object" ? inner : {}) as Data;
    }
  });
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

/** What is used of a jQuery event. */
export interface EventLike {
  readonly type?: unknown;
  readonly originalEvent?: object;
  readonly [field: string]: unknown;
}

/** The fields of an event that travel as they are. */
const FIELDS = (
  "type namespace which key code keyCode charCode button buttons detail timeStamp repeat inputType isTrusted " +
  "clientX clientY pageX pageY screenX screenY offsetX offsetY movementX movementY deltaX deltaY deltaMode " +
  "altKey ctrlKey metaKey shiftKey pointerId pointerType pressure isPrimary data"
).split(" ");
const ELEMENT_FIELDS = ["target", "currentTarget", "delegateTarget", "relatedTarget"];
const TOUCH_LISTS = ["touches", "targetTouches", "changedTouches"];
const TOUCH_FIELDS = ["identifier", "clientX", "clientY", "pageX", "pageY", "screenX", "screenY", "force"];

/** The data of an event: its plain fields, its elements as pointers, touch points, and the state of an input. */
export function eventData(
  event: EventLike,
  encode: (value: unknown) => unknown,
): { [field: string]: unknown } {
  const original = (event.originalEvent || {}) as { readonly [field: string]: unknown };
  // jQuery 4 and the slim builds copy fewer fields than 1.12, so what is missing is taken from the browser's event.
  const read = (field: string) => (event[field] === undefined ? original[field] : event[field]);
  const data: { [field: string]: unknown } = {};
  FIELDS.concat(ELEMENT_FIELDS).forEach((field) => {
    const value = read(field);
    if (value !== undefined) data[field] = encode(value);
  });
  TOUCH_LISTS.forEach((name) => {
    const list = read(name);
    if (list) data[name] = Array.prototype.map.call(list, (touch) => pick(touch, TOUCH_FIELDS));
  });
  const target = event.target as Partial<HTMLInputElement> | null | undefined;
  // A password is for the page it was typed into.
  if (target && typeof target.value === "string" && target.type !== "password") {
    data.value = target.value;
    if (/^(checkbox|radio)$/.test(String(target.type))) data.checked = target.checked;
  }
  return data;
}

function pick(
  from: { readonly [field: string]: unknown },
  fields: readonly string[],
): { [field: string]: unknown } {
  const picked: { [field: string]: unknown } = {};
  fields.forEach((field) => {
    if (from[field] !== undefined) picked[field] = from[field];
  });
  return picked;
}

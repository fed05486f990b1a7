import { refusal } from "../expressions/errors";
import { isObject } from "../expressions/is-object";
import { isPrimitive } from "./guards/crossing";
import { guardKeys } from "./guards/guard-names";
import type { JQueryObject, WindowLike } from "./jquery";

/**
 * The classes of events that are made, by their types. All others are made as `Event`, or as `CustomEvent` where they
 * have a `detail`: nobody may seem to be another window, or a store.
 */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/^(aux|dbl)?click$|^contextmenu$|^mouse(?!wheel)/, "Mouse"],
  [/^key/, "Keyboard"],
  [/^(before)?input$/, "Input"],
  [/^(blur|focus)/, "Focus"],
  [/pointer/, "Pointer"],
  [/^wheel$/, "Wheel"],
  [/^dr(ag|op$)/, "Drag"],
  [/^touch/, "Touch"],
  [/^composition/, "Composition"],
];
/** What the browser tells a page of its network and of itself: the client of the page goes by these. */
const OF_BROWSER = /^(freeze|offline|online|page(hide|show)|resume|visibilitychange)$/;
/** Events that browsers do not let rise. Nothing can prevent these, nor those that only tell. */
const FLAT = /^(blur|focus|load|unload|error|abort|scroll|resize|toggle|(mouse|pointer)(enter|leave))$/;
const TOLD = /^(input|change|focus(in|out))$/;

interface Fields {
  [name: string]: unknown;
}

type EventClass = new (type: string, init: Fields) => Event;

/**
 * Lets a real event of the browser happen on each element, which plain listeners, frameworks and every jQuery hear.
 *
 * @param args - The type, as `addEventListener` takes it, and fields of the event.
 * @returns The selection.
 * @throws A `RefusalError` when the type is no name of an event, or one that only the browser tells of, or the fields are
 *   no object.
 */
export function dispatch(
  target: JQueryObject,
  [type, given]: readonly unknown[],
  window: WindowLike,
): JQueryObject {
  if (typeof type !== "string" || !type) throw refusal("dispatch() needs the name of an event");
  if (given !== undefined && (!isObject(given) || Array.isArray(given))) {
    throw refusal("dispatch() takes an object of fields");
  }
  if (OF_BROWSER.test(type)) throw refusal(`dispatch("${type}") is for the browser alone`);
  guardKeys(type, "dispatch");
  const fields: Fields = {
    bubbles: !FLAT.test(type) && type !== "invalid",
    cancelable: !FLAT.test(type) && !TOLD.test(type),
  };
  for (const name in given as Fields) {
    const field = (given as Fields)[name];
    if (name === "detail" || isPrimitive(field)) fields[name] = field;
  }
  return target.each((_, element) => {
    if (/^(input|change)$/.test(type)) forgetValue(element as Fields);
    (element as EventTarget).dispatchEvent(makeEvent(type, fields, window));
  });
}

function makeEvent(type: string, given: Fields, window: WindowLike): Event {
  let name = given.detail === undefined ? "Event" : "CustomEvent";
  let fields = given;
  CLASSES.forEach(([types, ofUser]) => {
    if (!types.test(type)) return;
    name = `${ofUser}Event`;
    fields = { composed: true, ...given };
  });
  try {
    const known = (window as unknown as { readonly [name: string]: unknown })[name] as EventClass;
    return new known(type, fields);
  } catch {
    // Old browsers make plain events, which are given the fields that they lack.
    const event = window.document.createEvent("Event");
    event.initEvent(type, !!fields.bubbles, !!fields.cancelable);
    for (const field in fields) {
      if ((fields !== given || field === "detail") && !(field in event)) {
        Object.defineProperty(event, field, { value: fields[field] });
      }
    }
    return event;
  }
}

/**
 * React takes no notice of an input whose value is the one that was last set by script, as `val()` does: to tell, it has
 * put a `value` of its own on the field. It is made to see another value, which the browser's own `value` then replaces.
 */
function forgetValue(field: Fields): void {
  const { value } = field;
  const setterOf = (owner: unknown) => Object.getOwnPropertyDescriptor(owner, "value")?.set;
  const own = setterOf(field);
  if (!own || field.type === "file") return;
  own.call(field, `${value} `);
  setterOf(Object.getPrototypeOf(field))?.call(field, value);
}

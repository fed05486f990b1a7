import { hasOwn } from "../../../protocol";
import { refusal } from "../../expressions/errors";
import { isObject } from "../../expressions/is-object";
import { toJson } from "../../to-json";
import type { JQueryObject, WindowLike } from "../jquery";
import { isPrimitive } from "./crossing";

/** The events that are also methods, which `trigger` calls, and which do no more than happen. */
const CALLED = /^(blur|change|click|close|focus|load|pause|play|reset|scroll|select|submit)$/;

/**
 * Checks names that jQuery looks up in objects of its own: what all objects have would be found in each of them.
 *
 * @param names - A text of one or more, a list, or an object of which the keys are names.
 * @throws A `RefusalError` that names the method.
 */
export function guardKeys(names: unknown, method: string): void {
  if (isObject(names)) {
    (Array.isArray(names) ? names : Object.keys(names)).forEach((name) => {
      guardKeys(name, method);
    });
  } else {
    `${names}`.split(/\s+/).forEach((name) => {
      if ((name.split(".")[0] as string) in {}) throw refusal(`${method}() takes no such name as ${name}`);
    });
  }
}

/**
 * Checks the arguments of an effect, of which every word may be looked up as an easing, a speed or an option.
 *
 * @returns The arguments: of options, what is data.
 * @throws A `RefusalError` for names that all objects have.
 */
export function guardEffect(args: readonly unknown[], method: string): unknown[] {
  guardKeys(toJson(args).replace(/\W+/g, " "), method);
  return args.map((arg, i) =>
    // The first argument of animate() is what it animates.
    method === "animate" && !i
      ? arg
      : membersOf(arg, (name) => /^(duration|easing|queue|specialEasing)$/.test(name)),
  );
}

/**
 * Checks an event that is triggered, which jQuery also calls the method of that name for.
 *
 * @returns The arguments: of the event its plain fields, and its data as a list.
 * @throws A `RefusalError` for events whose methods do more, and for functions of the page that are named like handlers.
 */
export function guardTrigger(
  target: JQueryObject,
  method: string,
  args: readonly unknown[],
  window: WindowLike,
): unknown[] {
  // Handlers of the page believe what an event says of its target.
  const event = membersOf(args[0], (_, field) => isPrimitive(field));
  const type = isObject(event) ? (event as { readonly type?: unknown }).type : event;
  if (typeof type !== "string") throw refusal(`${method}() needs the name of an event`);
  const name = type.split(".")[0] as string;
  const handler = `on${name}`;
  guardKeys(name, method);
  let calls =
    typeof (window as WindowLike & { [name: string]: unknown })[handler] === "function" &&
    !(handler in window.document.createElement("body"));
  target.each((_, element) => {
    const called = (element as { [name: string]: unknown })[name];
    if (method === "trigger" && element !== window && typeof called === "function" && !CALLED.test(name)) {
      calls = true;
    }
  });
  if (calls) throw refusal(`${method}("${name}") would call a function of that name`);
  const data = args[1];
  // An object with a length would be taken for a list.
  return [event, isObject(data) && !Array.isArray(data) ? [data] : data];
}

/** A copy of an object with some of its members; any other value as it is. */
function membersOf(value: unknown, stays: (name: string, member: unknown) => boolean): unknown {
  if (!isObject(value)) return value;
  const members: { [name: string]: unknown } = {};
  for (const name in value) {
    const member = (value as typeof members)[name];
    if (hasOwn(value, name) && stays(name, member)) members[name] = member;
  }
  return members;
}

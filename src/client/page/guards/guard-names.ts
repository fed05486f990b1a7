import { refusal } from "../../expressions/errors";
import { isObject } from "../../expressions/is-object";
import type { JQueryObject, WindowLike } from "../jquery";
import { isPrimitive } from "./crossing";
import type { GuardContext } from "./guard-context";

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
    const list = Array.isArray(names) ? names : Object.keys(names);
    for (let i = 0; i < list.length; i++) guardKeys(list[i], method);
  } else {
    `${names}`.split(/\s+/).forEach((name) => {
      if ((name.split(".")[0] as string) in {}) throw refusal(`${method}() takes no such name as ${name}`);
    });
  }
}

/**
 * Checks the arguments of an effect.
 *
 * @returns The arguments: of options, what is data.
 * @throws A `RefusalError` for easings that all objects have.
 */
export function guardEffect(args: readonly unknown[], method: string): unknown[] {
  return args.map((arg, i) => {
    // The first argument of animate() is what it animates, and its values may name easings.
    if (method === "animate" && !i && isObject(arg)) {
      for (const name in arg) guardKeys((arg as { [name: string]: unknown })[name], method);
      return arg;
    }
    if (!isObject(arg)) {
      guardKeys(arg, method);
      return arg;
    }
    const options: { [name: string]: unknown } = {};
    ["duration", "easing", "queue", "specialEasing"].forEach((name) => {
      if (!(name in arg)) return;
      const option = (arg as typeof options)[name];
      options[name] = option;
      if (isObject(option))
        for (const property in option) guardKeys((option as typeof options)[property], method);
      else guardKeys(option, method);
    });
    return options;
  });
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
  [event, ...data]: readonly unknown[],
  { window }: GuardContext,
): unknown[] {
  const fields: { [name: string]: unknown } = {};
  // Handlers of the page believe what an event says of its target.
  if (isObject(event)) {
    for (const name in event) {
      const field = (event as typeof fields)[name];
      if (isPrimitive(field)) fields[name] = field;
    }
  }
  const type = isObject(event) ? fields.type : event;
  if (typeof type !== "string") throw refusal(`${method}() needs the name of an event`);
  const name = type.split(".")[0] as string;
  guardKeys(name, method);
  const handler = `on${name}`;
  target.each((_, element) => {
    const called = (element as { [name: string]: unknown })[name];
    if (method === "trigger" && element !== window && typeof called === "function" && !CALLED.test(name)) {
      throw refusal(`${method}("${name}") would call a method of that name`);
    }
  });
  if (
    typeof (window as { [name: string]: unknown } & WindowLike)[handler] === "function" &&
    !(handler in window.document.createElement("body"))
  ) {
    throw refusal(`${method}("${name}") would call a function of this page`);
  }
  // An object with a length would be taken for a list.
  return [isObject(event) ? fields : event].concat(
    data.map((each) => (isObject(each) && !Array.isArray(each) ? [each] : each)),
  );
}

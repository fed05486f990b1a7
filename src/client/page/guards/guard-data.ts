import { refusal } from "../../expressions/errors";
import { isNode, isObject } from "../../expressions/is-object";
import { groupOf } from "../../expressions/methods";
import type { JQueryObject } from "../jquery";
import { guardEffect, guardKeys, guardTrigger } from "./guard-names";
import type { GuardContext } from "./sanitize";

/** What may be read of a window and of a document. Their other members store, identify, or are the page's own. */
const OF_WINDOW =
  /^(devicePixelRatio|(inner|outer)(Height|Width)|page[XY]Offset|screen(Left|Top|X|Y)|scroll[XY])$/;
const OF_DOCUMENT =
  /^((active|document)Element|body|dir|head|hidden|node(Name|Type)|readyState|textContent|title|URL|visibilityState)$/;

/**
 * Makes the checks that are the same for all methods:
 * - only methods that take elements are given elements, and only those that select are given windows;
 * - all other arguments are plain data, also in options and events;
 * - no name is that of a member of all objects;
 * - private data of the page is not read.
 *
 * @param sets - Whether the method sets what it is named for.
 * @returns The arguments: of options and events, what is data.
 * @throws A `RefusalError` that names the method.
 */
export function guardData(
  target: JQueryObject,
  method: string,
  args: unknown[],
  sets: boolean,
  context: GuardContext,
): unknown[] {
  const { kind, guard } = groupOf(method);
  const takesElements = /^(selector|markup|(un)?wrap|move)/.test(guard);
  args.forEach((arg) => {
    const members = arg instanceof context.jQuery ? (arg as JQueryObject) : [arg];
    const isElement = members === arg || isNode(arg);
    if (has(members, context.window) ? guard !== "selector" : isElement && !takesElements) {
      throw refusal(`${method}() takes no elements`);
    }
  });
  const isAttribute = /^(attr|prop)$/.test(method);
  if (
    has(target, context.window) &&
    ((kind === "effect" && !/queue|^(delay|finish|stop)/i.test(method)) ||
      (isAttribute && sets) ||
      /^(css|val|serialize|remove[CP]|toggleC)/.test(method))
  ) {
    throw refusal(`${method}() is for elements`);
  }
  if (isAttribute && !sets) guardReading(target, method, `${args[0]}`, context);
  if (kind === "named" || guard === "listen" || /^(trigger|animate$|remove[ADP])/.test(method)) {
    guardKeys(args[/delegate$/.test(method) ? 1 : 0], method);
  }
  if (method === "promise" && (args.length > 1 || isObject(args[0]))) {
    throw refusal("promise() takes the name of a queue");
  }
  if (kind === "effect") return guardEffect(args, method);
  return /^trigger/.test(method) ? guardTrigger(target, method, args, context.window) : args;
}

function has(selection: JQueryObject | readonly unknown[], window: unknown): boolean {
  return Array.prototype.indexOf.call(selection, window) >= 0;
}

function guardReading(target: JQueryObject, method: string, name: string, context: GuardContext): void {
  target.each((_, element) => {
    const { nodeType } = element as Node;
    const allowed = element === context.window ? OF_WINDOW : nodeType === 9 ? OF_DOCUMENT : /^(?!nonce$)/i;
    // Attributes have no case: a nonce that is spelled otherwise is no property, but is read.
    if ((nodeType === 1 || name in (element as object)) && !allowed.test(name)) {
      throw refusal(`${method}("${name}") is for this page`);
    }
  });
}

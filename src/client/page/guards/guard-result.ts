import { refusal } from "../../expressions/errors";
import { isNode } from "../../expressions/is-object";
import type { JQueryObject } from "../jquery";
import { mayCross } from "./crossing";
import type { GuardContext } from "./sanitize";

/**
 * Checks that a selection holds nothing but nodes and the page's own window: jQuery would call the methods of any other
 * object, and take a string for markup.
 *
 * @returns The selection.
 * @throws A `RefusalError` that names the method.
 */
export function guardSelection(selection: JQueryObject, method: string, context: GuardContext): JQueryObject {
  for (let i = 0; i < selection.length; i++) {
    if (!isNode(selection[i]) && selection[i] !== context.window) {
      throw refusal(`${method}() gave what is no element of this page`);
    }
  }
  return selection;
}

/**
 * Checks that what a method gave is on the list of what may leave it, whoever gets it: the next step, another chain, or
 * another page.
 *
 * @returns The value; markup without the nonces of scripts.
 * @throws A `RefusalError` that names the method.
 */
export function guardResult(
  value: unknown,
  target: JQueryObject,
  method: string,
  context: GuardContext,
): unknown {
  if (value === target) return value;
  if (value instanceof context.jQuery) return guardSelection(value as JQueryObject, method, context);
  // Nothing can be done with a promise but wait for it, and with a function nothing at all.
  if (method === "promise" || typeof value === "function" || typeof value === "symbol") return value;
  if (!mayCross(value, context)) throw refusal(`${method}() gave what is for this page alone`);
  return typeof value === "string" && /^(attr|html|prop)$/.test(method) ? withoutNonces(value) : value;
}

/**
 * Browsers write an attribute in one way only, with a space before it, and a nonce is of these characters only. So no
 * markup around it, such as a comment, can hide it.
 */
function withoutNonces(markup: string): string {
  return markup.replace(/(\snonce="|'nonce-)[\w+/=-]*/gi, "$1");
}

import { refusal } from "../../expressions/errors";
import { isObject } from "../../expressions/is-object";
import { CHANGES_WITHIN, classify, groupOf } from "../../expressions/methods";
import type { JQueryObject } from "../jquery";
import { checkOpen, guardAttributes, guardRemoval } from "./attributes";
import { checkEvents, checkSelector } from "./budget";
import { guardData } from "./guard-data";
import { guardSelection } from "./guard-result";
import type { GuardContext } from "./sanitize";
import { sanitizeMarkup } from "./sanitize";

/**
 * Checks that what `$` or a method takes for a selector does select: neither builds HTML, nor is an object or array.
 *
 * @returns The arguments.
 * @throws A `RefusalError` that names the method.
 */
export function guardSelectors(args: unknown[], method: string, context: GuardContext): unknown[] {
  args.forEach((arg) => {
    checkHtml(arg, method);
    checkObject(arg, method, context);
  });
  return args;
}

/**
 * Builds what `$("<li>new</li>")` builds, made harmless.
 *
 * @returns A selection of elements that are not in the document yet; `undefined` when the text is not for building.
 */
export function buildMarkup(text: unknown, context: GuardContext): JQueryObject | undefined {
  const markup = typeof text === "string" && text.charAt(0) === "<" ? markupIn(text) : undefined;
  if (markup === undefined) return undefined;
  // A page's own sanitizer may give text, which `$` would take for a selector.
  return context
    .jQuery("<div>")
    .append(guardMarkup(markup, "$", context))
    .contents()
    .detach();
}

/**
 * Checks the arguments of a method as its row of the method table says, so that none becomes script.
 *
 * @param args - The arguments, nested chains already evaluated.
 * @returns The arguments to call the method with: markup has become nodes.
 * @throws A `RefusalError` that names the method and, where there is one, the way out.
 */
export function guardArguments(
  target: JQueryObject,
  method: string,
  given: unknown[],
  context: GuardContext,
): unknown[] {
  const { guard } = groupOf(method);
  const sets = classify(method, given) === "setter" || method === "animate";
  const args = guardData(target, method, given, sets, context);
  if (guard === "queue" && (args.length > 1 || isObject(args[0]))) throw refusal("queue() only gets");
  // jQuery compares each class with all of them.
  if (/Class$/.test(method) && typeof args[0] === "string") checkSelector(args[0], method);
  if (guard === "listen" || /^trigger/.test(method)) checkEvents(args[method === "delegate" ? 1 : 0], method);
  if (guard === "listen") {
    if (isObject(args[0])) throw refusal(`${method}() takes one handler`);
    checkHtml(args[0], method);
    checkHtml(args[1], method);
  }
  let place = target;
  if (/selector|move/.test(guard)) guardSelectors(args, method, context);
  if (/^move/.test(guard)) {
    place = guardSelection(context.jQuery(args[0]), method, context);
    checkScripts(target, method, true);
  }
  if (method === "unwrap") checkScripts(target.parent(), method, true);
  if (!sets) return args;
  if (/attribute|style/.test(guard)) guardAttributes(target, method, args, context.window);
  if (guard === "remove") guardRemoval(target, args[0]);
  if (/^(text|markup|wrap|move)/.test(guard)) {
    checkScripts(place, method, /^wrap/.test(guard));
    checkScripts(place.parent(), method);
    checkOpen(CHANGES_WITHIN.test(method) ? place : place.parent(), method);
  }
  if (!/^(markup|wrap)/.test(guard)) return args;
  const within = method === "html" ? (target[0] as Element) : undefined;
  return args.map((arg) => guardMarkup(arg, method, context, within));
}

function guardMarkup(value: unknown, method: string, context: GuardContext, within?: Element): unknown {
  // jQuery flattens one level only, and each string becomes an array of nodes.
  if (Array.isArray(value)) {
    let all: unknown[] = [];
    value.forEach((item) => {
      all = all.concat(guardMarkup(item, method, context));
    });
    return all;
  }
  let given = value;
  if (typeof value === "string") {
    // wrap("#frame") takes a selector where append("#frame") takes text.
    const markup = /^(wrap|\$)/.test(method) ? markupIn(value) : value;
    if (markup !== undefined) {
      return context.sanitize
        ? context.sanitize(markup)
        : sanitizeMarkup(markup, context.jQuery, context.window, within);
    }
    checkHtml(value, method);
    given = context.jQuery(value)[0];
  }
  checkObject(given, method, context);
  if (given && typeof given === "object") {
    const nodes = context.jQuery(given);
    checkScripts(nodes, method, true);
    // jQuery wraps in a copy of the first: what is wrapped comes to be somewhere within it.
    if (/^wrap/.test(method)) checkOpen(nodes.slice(0, 1).find("*").addBack(), method);
  }
  return given;
}

/** The part of a text that jQuery builds from: around it, `$` allows white space before and text after. */
function markupIn(text: string): string | undefined {
  return /^\s*(<[\s\S]+>)[^>]*$/.exec(text)?.[1];
}

function checkObject(value: unknown, method: string, context: GuardContext): void {
  if (isObject(value) && !(value instanceof context.jQuery)) throw refusal(`${method}() takes no objects`);
}

function checkHtml(value: unknown, method: string): void {
  if (typeof value !== "string") return;
  if (buildsHtml(value)) throw refusal(`${method}() takes selectors, not HTML: use append() or html()`);
  checkSelector(value, method);
}

/** @throws A `RefusalError` when a script is among the elements, or, if `deep`, within them. */
export function checkScripts(selection: JQueryObject, method: string, deep?: boolean): void {
  if (selection.filter("script").length || (deep && selection.find("script").length)) {
    throw refusal(`${method}() may not change or move scripts`);
  }
}

/** Whether jQuery could take the string for HTML. `<` within quotes, brackets or parentheses is a selector's own. */
function buildsHtml(text: string): boolean {
  return /^[^"'([]*</.test(text);
}

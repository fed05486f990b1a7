import { refusal } from "../../expressions/errors";
import { isObject } from "../../expressions/is-object";
import { classify, METHODS } from "../../expressions/methods";
import type { JQueryObject } from "../jquery";
import { guardAttributes, guardReading } from "./attributes";
import type { GuardContext } from "./guard-context";
import { sanitizeMarkup } from "./sanitize";
import { buildsHtml } from "./values";

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
 * Checks the arguments of a method as its row of the method table says, so that none becomes script.
 *
 * @param args - The arguments, nested chains already evaluated.
 * @returns The arguments to call the method with: markup has become nodes.
 * @throws A `RefusalError` that names the method and, where there is one, the way out.
 */
export function guardArguments(
  target: JQueryObject,
  method: string,
  args: unknown[],
  context: GuardContext,
): unknown[] {
  const guard = METHODS[method]?.guard;
  const sets = classify(method, args) === "setter" || method === "animate";
  if (guard === "queue" && (args.length > 1 || isObject(args[0]))) throw refusal("queue() only gets");
  if (guard === "listen") {
    if (isObject(args[0])) throw refusal(`${method}() takes one handler`);
    checkHtml(args[0], method);
    checkHtml(args[1], method);
  }
  if (/selector|move/.test(`${guard}`)) guardSelectors(args, method, context);
  if (guard === "move") {
    const destination = context.jQuery(args[0]);
    checkScripts(target, method, true);
    checkScripts(destination, method);
    checkScripts(destination.parent(), method);
  }
  if (method === "unwrap") checkScripts(target.parent(), method, true);
  if (!sets) {
    if (guard === "attribute") guardReading(method, args[0]);
    return args;
  }
  if (/attribute|style/.test(`${guard}`)) guardAttributes(target, method, args);
  if (/^(text|markup|wrap)$/.test(`${guard}`)) {
    checkScripts(target, method, guard === "wrap");
    checkScripts(target.parent(), method);
  }
  if (!/^(markup|wrap)$/.test(`${guard}`)) return args;
  const within = method === "html" ? (target[0] as Element) : undefined;
  return args.map((arg) => guardMarkup(arg, method, context, within));
}

function guardMarkup(value: unknown, method: string, context: GuardContext, within?: Element): unknown {
  // jQuery flattens one level only, and each string becomes an array of nodes.
  if (Array.isArray(value)) {
    return value.reduce((all, item) => all.concat(guardMarkup(item, method, context)), []);
  }
  if (typeof value === "string") {
    // wrap("#frame") takes a selector where append("#frame") takes text; around markup $ allows white space only.
    const markup = /^wrap/.test(method) ? /^\s*(<[\s\S]+>)[^>]*$/.exec(value)?.[1] : value;
    if (markup === undefined) checkHtml(value, method);
    else if (context.sanitize) return context.sanitize(markup);
    else return sanitizeMarkup(markup, context.jQuery, context.window, within);
  }
  checkObject(value, method, context);
  if (value && typeof value !== "number" && typeof value !== "boolean") {
    checkScripts(context.jQuery(value), method, true);
  }
  return value;
}

function checkObject(value: unknown, method: string, context: GuardContext): void {
  if (isObject(value) && !(value instanceof context.jQuery)) throw refusal(`${method}() takes no objects`);
}

function checkHtml(value: unknown, method: string): void {
  if (typeof value === "string" && buildsHtml(value)) {
    throw refusal(`${method}() takes selectors, not HTML: use append() or html()`);
  }
}

function checkScripts(selection: JQueryObject, method: string, deep?: boolean): void {
  if (selection.filter("script").length || (deep && selection.find("script").length)) {
    throw refusal(`${method}() may not change or move scripts`);
  }
}

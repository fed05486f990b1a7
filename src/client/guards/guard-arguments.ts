import { refusal } from "../expressions/errors";
import type { JQueryObject } from "../expressions/jquery";
import { classify, METHODS } from "../expressions/methods";
import { guardAttributes } from "./attributes";
import type { GuardContext } from "./guard-context";
import { type Sanitize, sanitizeMarkup } from "./sanitize";
import { buildsHtml } from "./values";

/**
 * Checks the arguments of `$`: what selects, and within what.
 *
 * @returns The arguments.
 * @throws A `RefusalError` when one would build HTML, or is an object or array.
 */
export function guardRoot(args: unknown[], context: GuardContext): unknown[] {
  args.forEach((arg) => {
    checkSelector(arg, "$", context);
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
  args: readonly unknown[],
  context: GuardContext,
): readonly unknown[] {
  const guard = METHODS[method]?.guard;
  const sets = classify(method, args) === "setter";
  const within = target.parent();
  switch (guard) {
    case "selector":
    case "move":
    case "unwrap":
      args.forEach((arg) => {
        checkSelector(arg, method, context);
      });
      if (guard === "selector") break;
      checkScripts(guard === "move" ? target : within, method, true);
      if (guard === "move") {
        const destination = context.jQuery(args[0]);
        checkScripts(destination, method);
        checkScripts(destination.parent(), method);
      }
      break;
    case "listen":
      if (args.length && typeof args[0] !== "string") throw refusal(`${method}() takes names of events`);
      checkHtml(args[0], method);
      checkHtml(args[1], method);
      break;
    case "queue":
      if (args.length > 1 || (args.length && typeof args[0] !== "string")) {
        throw refusal("queue() takes no functions from afar: it only gets");
      }
      break;
    case "attribute":
    case "style":
      if (sets) guardAttributes(target, method, args, guard === "style");
      break;
    case "text":
    case "markup":
    case "wrap":
      if (!sets) break;
      checkScripts(target, method, guard === "wrap");
      checkScripts(within, method);
      if (guard !== "text") return args.map((arg) => guardMarkup(arg, method, guard === "wrap", context));
  }
  return args;
}

function guardMarkup(value: unknown, method: string, wraps: boolean, context: GuardContext): unknown {
  if (typeof value === "string") {
    // wrap("#frame") takes a selector where append("#frame") takes text.
    if (!wraps || buildsHtml(value)) return (context.sanitize || sanitizeBy(context))(value);
    checkScripts(context.jQuery(value), method, true);
  } else if (Array.isArray(value)) {
    return value.map((item) => guardMarkup(item, method, wraps, context));
  } else if (value && typeof value === "object") {
    checkSelector(value, method, context);
    checkScripts(context.jQuery(value), method, true);
  }
  return value;
}

function sanitizeBy(context: GuardContext): Sanitize {
  return (markup) => sanitizeMarkup(markup, context.jQuery, context.window);
}

function checkSelector(value: unknown, method: string, context: GuardContext): void {
  checkHtml(value, method);
  if (!value || typeof value !== "object" || value instanceof context.jQuery) return;
  // A window is its own `window`; JSON cannot be a circle.
  if (!(value as Node).nodeType && (value as Window).window !== value) {
    throw refusal(`${method}() takes no objects from afar`);
  }
}

function checkHtml(value: unknown, method: string): void {
  if (typeof value === "string" && buildsHtml(value)) {
    throw refusal(`${method}() takes selectors from afar, not HTML: use append() or html()`);
  }
}

function checkScripts(selection: JQueryObject, method: string, deep?: boolean): void {
  if (selection.filter("script").length || (deep && selection.find("script").length)) {
    throw refusal(`${method}() may not touch or move scripts from afar`);
  }
}

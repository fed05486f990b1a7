import { type Argument, type Chain, isNested, type Readiness, type Step } from "../expressions/chain";
import { refusal } from "../expressions/errors";
import { isNode, isObject } from "../expressions/is-object";
import { classify, METHODS, refusalReason } from "../expressions/methods";
import { guardArguments, guardSelectors } from "./guards/guard-arguments";
import type { Sanitize } from "./guards/sanitize";
import type { JQueryFunction, JQueryObject, WindowLike } from "./jquery";

/** The page on which chains are evaluated. */
export interface EvaluateContext {
  /** This page's jQuery: 1.12, 3 or 4, full or slim. */
  readonly jQuery: JQueryFunction;
  readonly window: WindowLike;
  /** What `$(document).xpath(path)` selects. Absent: the page's own plug-in, if any. */
  readonly xpath?: (path: string, within: JQueryObject) => JQueryObject;
  /** Makes markup from the wire harmless. Default: parsed apart, everything that runs script removed. */
  readonly sanitize?: Sanitize;
  /** Answers the readiness forms. Absent: they are refused. */
  readonly readiness?: (readiness: Readiness) => unknown;
}

/** A handler or completion callback, called by jQuery with the element as `this`. */
export type Callback = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Runs a chain with this page's jQuery, step by step, in order.
 *
 * @returns What the last step gave: a jQuery object, or a value as jQuery gave it (`undefined` included).
 * @throws A {@link RefusalError} when a step may not run here. The steps before it have been run.
 * @example
 * evaluateChain(readChain('$("#box").addClass("on").width()'), { jQuery, window });
 */
export function evaluateChain(chain: Chain, context: EvaluateContext): unknown {
  if (chain.readiness) {
    if (!context.readiness) throw refusal("readiness is not watched here");
    return context.readiness(chain.readiness);
  }
  let target: unknown = context.jQuery.apply(
    null,
    guardSelectors(resolve(chain.root, context), "$", context),
  );
  for (let i = 0; i < chain.steps.length; i++) target = applyStep(target, chain.steps[i] as Step, context);
  return target;
}

/**
 * Runs one step on a jQuery object.
 *
 * @param callback - Given to the method where it takes one: the handler of an event, the completion of an effect.
 * @returns What the method gave.
 * @throws A {@link RefusalError} when the step may not run here.
 * @example
 * applyStep($("#go"), { method: "on", args: ["click", "li"] }, context, function (event) {});
 */
export function applyStep(
  target: unknown,
  step: Step,
  context: EvaluateContext,
  callback?: Callback,
): unknown {
  const method = step.method;
  const reason = refusalReason(method);
  if (reason) throw refusal(reason);
  if (!isSelection(target, context)) throw refusal(`${method}() has nothing to act on`);
  const doing = `${classify(method, callback ? step.args.concat(method) : step.args)}`;
  if (callback ? !/^(ev|it|ef)/.test(doing) : /^(ev|it)/.test(doing) && !/^(off|unb|und)/.test(method)) {
    throw refusal(`${method}() ${callback ? "takes no" : "needs a"} handler`);
  }
  if (/^(size|length)$/.test(method)) return target.length;
  const values = resolve(step.args, context);
  if (/^(html|wrapInner)$/.test(method) && typeof values[0] === "string") {
    return setContent(target, method, values[0], context);
  }
  const args = guardArguments(target, method, values, context);
  if (method === "xpath" && context.xpath && typeof args[0] === "string")
    return context.xpath(args[0], target);
  if (!callback) return call(target, method, args);
  if (doing !== "effect") return call(target, method, args.concat(callback));
  if (target.animate) return call(target, method, withCallback(method, args, callback));
  // The slim build shows and hides at once and would never call back.
  return (call(target, method, args) as JQueryObject).each((_, element) => {
    callback.call(element);
  });
}

/** jQuery parses such markup for each element anew, and within it: one set of nodes would wander from one to the next. */
function setContent(target: JQueryObject, method: string, markup: string, context: EvaluateContext): unknown {
  return target.each((_, element) => {
    const own = context.jQuery(element);
    const set = (selection: JQueryObject, name: string) =>
      call(selection, name, guardArguments(selection, name, [markup], context));
    if (method === "html") {
      if ((element as Node).nodeType === 1) set(own, method);
      return;
    }
    const contents = own.contents();
    if (contents.length) set(contents, "wrapAll");
    else set(own, "append");
  });
}

function call(target: JQueryObject, method: string, args: readonly unknown[]): unknown {
  const own = target[method];
  if (typeof own === "function") return own.apply(target, args);
  if (method === "andSelf") return call(target, "addBack", args);
  if (/^(even|odd)$/.test(method)) return target.filter(`:${method}`);
  if (METHODS[method]?.kind === "shorthand") {
    return call(target, args.length ? "on" : "trigger", ([method] as unknown[]).concat(args));
  }
  throw refusal(`this page's jQuery has no method ${method}()`);
}

/** jQuery takes callbacks last, except beside an object of options, where it is their member `complete`. */
function withCallback(method: string, args: readonly unknown[], callback: Callback): unknown[] {
  const last = args.length - 1;
  // The first argument of animate() is what it animates.
  if (!isObject(args[last]) || (method === "animate" && !last)) return args.concat(callback);
  const options = JSON.parse(JSON.stringify(args[last]));
  options.complete = callback;
  return args.slice(0, last).concat(options);
}

function resolve(args: readonly Argument[], context: EvaluateContext): unknown[] {
  return args.map((argument) => {
    if (!isNested(argument)) return argument;
    const nested = argument.value;
    if (nested === "window") return context.window;
    if (nested === "document") return context.window.document;
    return detached(evaluateChain(nested, context), context);
  });
}

/** What a nested chain gave, without anything of the page that could act when jQuery uses it as an argument. */
function detached(value: unknown, context: EvaluateContext): unknown {
  if (typeof value === "function") throw refusal("a function is no argument");
  if (!isObject(value) || isSelection(value, context)) return value;
  if (isNode((value as readonly unknown[])[0])) return context.jQuery(value);
  return JSON.parse(JSON.stringify(value), (key, member) => (key === "__proto__" ? undefined : member));
}

function isSelection(value: unknown, context: EvaluateContext): value is JQueryObject {
  return value instanceof context.jQuery;
}

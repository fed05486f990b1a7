import { type Argument, type Chain, isNested, type Readiness, type Step } from "../expressions/chain";
import { refusal } from "../expressions/errors";
import { isNode, isObject } from "../expressions/is-object";
import { classify, groupOf, refusalReason } from "../expressions/methods";
import { toJson } from "../to-json";
import { dispatch } from "./dispatch";
import { type Budget, checkTexts, createBudget, runWithin, sizeOf, spendOn } from "./guards/budget";
import { copyOf, isPrimitive, listOf } from "./guards/crossing";
import { buildMarkup, guardArguments, guardSelectors } from "./guards/guard-arguments";
import { guardResult, guardSelection } from "./guards/guard-result";
import type { Sanitize } from "./guards/sanitize";
import type { JQueryFunction, JQueryObject, WindowLike } from "./jquery";
import { checkOwnMethod } from "./own-methods";

/** The page on which chains are evaluated. */
export interface EvaluateContext {
  /** This page's jQuery: 1.12, 3 or 4, full or slim. */
  readonly jQuery: JQueryFunction;
  readonly window: WindowLike;
  /** What `$(document).xpath(path, element)` selects: the element of an event, or what is there. Absent: the page's own plug-in, if any. */
  readonly xpath?: (path: string, within: JQueryObject, element: unknown) => JQueryObject;
  /** Makes markup from the wire harmless. Default: parsed apart, everything that runs script removed. */
  readonly sanitize?: Sanitize | undefined;
  /** The methods of the page's own jQuery that may be called by name. */
  readonly methods?: readonly string[] | undefined;
  /** Answers the readiness forms. Absent: they are refused. */
  readonly readiness?: (readiness: Readiness) => unknown;
  /** What the request may cost. Default: a new one for each chain or step. */
  readonly budget?: Budget;
}

type LimitedContext = EvaluateContext & { readonly budget: Budget };

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
export function evaluateChain(chain: Chain, unlimited: EvaluateContext): unknown {
  const context = withBudget(unlimited);
  if (chain.readiness) {
    if (!context.readiness) throw refusal("readiness is not watched");
    return context.readiness(chain.readiness);
  }
  let target: unknown = select(chain.root, context);
  chain.steps.forEach((step) => {
    target = applyStep(target, step, context);
  });
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
  unlimited: EvaluateContext,
  callback?: Callback,
): unknown {
  const context = withBudget(unlimited);
  const method = step.method;
  const reason = refusalReason(method);
  if (reason) throw refusal(reason);
  if (!isSelection(target, context)) throw refusal(`${method}() has nothing to act on`);
  const doing = `${classify(method, callback ? step.args.concat(method) : step.args)}`;
  if (callback ? !/^(ev|it|ef)/.test(doing) : /^(ev|it)/.test(doing) && !/^(off|unb|und)/.test(method)) {
    throw refusal(`${method}() ${callback ? "takes no" : "needs a"} handler`);
  }
  if (/^(size|length)$/.test(method)) return target.length;
  if (method === "call") {
    const name = checkOwnMethod(target, step.args, context.methods);
    const given = call(target, name, step.args.slice(1));
    return isSelection(given, context) ? guardSelection(given, method, context) : given;
  }
  const values = resolve(step.args, context);
  const text = values[0];
  if (typeof text === "string" && /^(html|wrapInner) |^wrap [^<]*$/.test(`${method} ${text}`)) {
    return setContent(target, method, text, context);
  }
  const { guard } = groupOf(method);
  if (!/^(markup|wrap)/.test(guard)) checkTexts(target, method, values, context.jQuery);
  const args = guardArguments(target, method, values, context);
  if (method === "xpath" && context.xpath && typeof args[0] === "string")
    return context.xpath(args[0], target, args[1]);
  spendOn(target, method, args, context.jQuery, context.budget);
  const changes = /^(setter|effect)$/.test(doing) && !/^(selector|markup|(un)?wrap|move)/.test(guard);
  const result = runWithin(context.budget, target, method, changes, (part) => {
    if (method === "dispatch") return dispatch(part, args, context.window);
    if (!callback) return call(part, method, args);
    if (doing !== "effect") return call(part, method, args.concat(callback));
    if (part.animate) return call(part, method, withCallback(method, args, callback));
    // The slim build shows and hides at once and would never call back.
    return (call(part, method, args) as JQueryObject).each((_, element) => {
      callback.call(element);
    });
  });
  return callback ? result : guardResult(result, target, method, context);
}

function withBudget(context: EvaluateContext): LimitedContext {
  return isLimited(context) ? context : { ...context, budget: createBudget() };
}

function isLimited(context: EvaluateContext): context is LimitedContext {
  return !!context.budget;
}

/**
 * jQuery reads such a text for each element anew: markup within it, so that one set of nodes would wander from one to the
 * next, and a selector in what the elements before it have become.
 */
function setContent(target: JQueryObject, method: string, markup: string, context: LimitedContext): unknown {
  return target.each((_, element) => {
    const own = context.jQuery(element);
    const set = (selection: JQueryObject, name: string) => {
      const args = guardArguments(selection, name, [markup], context);
      spendOn(selection, name, args, context.jQuery, context.budget);
      call(selection, name, args);
    };
    if (method !== "wrapInner") {
      if (method === "wrap" || (element as Node).nodeType === 1) set(own, method);
      return;
    }
    const contents = own.contents();
    if (contents.length) set(contents, "wrapAll");
    else set(own, "append");
  });
}

/** Markup builds only where it was written, never as a text of the page that a nested chain gave. */
function select(given: readonly Argument[], context: LimitedContext): JQueryObject {
  const built = given.length === 1 && buildMarkup(given[0], context);
  if (built) {
    context.budget.spend(sizeOf(built));
    return built;
  }
  const root = guardSelectors(resolve(given, context), "$", context);
  const [selector, within] = root;
  // $("a", within) is within.find("a").
  const selection =
    typeof selector === "string" && isSelection(within, context)
      ? runWithin(context.budget, within, "find", false, (part) => part.find(selector))
      : context.jQuery.apply(null, root);
  return guardSelection(selection as JQueryObject, "$", context);
}

function call(target: JQueryObject, method: string, args: readonly unknown[]): unknown {
  const own = target[method];
  if (typeof own === "function") return own.apply(target, args);
  if (method === "andSelf") return call(target, "addBack", args);
  if (/^(even|odd)$/.test(method)) return target.filter(`:${method}`);
  if (groupOf(method).kind === "shorthand") {
    return call(target, args.length ? "on" : "trigger", ([method] as unknown[]).concat(args));
  }
  throw refusal(`this page's jQuery has no method ${method}()`);
}

/** jQuery takes callbacks last, except beside an object of options, where it is their member `complete`. */
function withCallback(method: string, args: readonly unknown[], callback: Callback): unknown[] {
  const last = args.length - 1;
  // The first argument of animate() is what it animates.
  if (!isObject(args[last]) || (method === "animate" && !last)) return args.concat(callback);
  const options = JSON.parse(toJson(args[last]));
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
  if (isPrimitive(value) || isSelection(value, context)) return value;
  if (value === context.window || isNode(value)) return value;
  if (typeof value !== "object") throw refusal("a function is no argument");
  const list = listOf(value as object, context);
  if (list?.length && list.every(isNode)) return context.jQuery(list);
  return copyOf(value, context, (inner) => (isNode(inner) ? null : undefined));
}

function isSelection(value: unknown, context: EvaluateContext): value is JQueryObject {
  return value instanceof context.jQuery;
}

import { refusal } from "../../expressions/errors";
import { isObject } from "../../expressions/is-object";
import { CHANGES_WITHIN, groupOf } from "../../expressions/methods";
import type { JQueryFunction, JQueryObject } from "../jquery";

/** How long the steps of a request may take together, in milliseconds. */
const MAX_TIME = 2000;
/** How many elements one step may find before duplicates are removed: their comparison takes most of the time. */
const MAX_FOUND = 20_000;
/** How many elements the steps of a request may make together. */
const MAX_MADE = 50_000;
/** How many characters of text weigh as much as an element. */
const CHARACTERS = 100;
/** How many elements are changed between two looks at the clock: each may cost a layout of the whole page. */
const SLICE = 20;
const MAX_SELECTOR = 1000;
/** How many attributes, properties or styles one step may set. */
const MAX_NAMES = 200;
const MAX_SELECTOR_DEPTH = 8;
/** What jQuery searches for anew for each element that was found: twice in one selector takes minutes. */
const SEARCHES_EACH = /:(has|gt|lt|even|odd)\b/i;

/** What a request may still cost the page. */
export interface Budget {
  /**
   * Counts what a step makes, and looks at the clock.
   *
   * @throws RefusalError when it is too much.
   */
  spend(made: number): void;
}

/** Makes the budget of one request. The clock runs from here. */
export function createBudget(): Budget {
  const end = Date.now() + MAX_TIME;
  let left = MAX_MADE;
  return {
    spend(made) {
      left -= made;
      if (left < 0) throw refusal(`a request may make at most ${MAX_MADE} elements`);
      if (Date.now() > end) throw refusal(`a request may take at most ${MAX_TIME} ms`);
    },
  };
}

/**
 * Runs a step so that the clock is looked at within it. What finds elements is tried with one element after the other
 * first, since jQuery cannot be interrupted while it compares what all of them find; what changes elements is done in
 * slices.
 *
 * @param changes - The step changes each element of the target on its own, and gives the target.
 * @throws RefusalError when it takes too long or finds too many elements. Some of the changes may have been made.
 */
export function runWithin(
  budget: Budget,
  target: JQueryObject,
  method: string,
  changes: boolean,
  run: (part: JQueryObject) => unknown,
): unknown {
  const finds = /^(child|closest|contents|filter|find|ha|is|ne?x?o?t|offsetP|parent|prev|sib)/.test(method);
  if (!(finds || changes) || target.length < 2) return run(target);
  let found = 0;
  for (let i = 0; i < target.length; i += changes ? SLICE : 1) {
    const result = run(target.slice(i, i + (changes ? SLICE : 1)));
    if (finds && isObject(result)) found += (result as JQueryObject).length;
    if (found > MAX_FOUND) throw refusal(`${method}() may find at most ${MAX_FOUND} elements`);
    budget.spend(0);
  }
  return changes ? target : run(target);
}

/**
 * Looks at the texts of a step before anything reads them, once for each element.
 *
 * @throws RefusalError when they are too long for so many elements.
 */
export function checkTexts(
  target: JQueryObject,
  method: string,
  args: readonly unknown[],
  jQuery: JQueryFunction,
): void {
  let characters = 0;
  const count = (value: unknown): void => {
    if (typeof value === "string") characters += value.length;
  };
  args.forEach((arg) => {
    count(arg);
    if (!isObject(arg) || arg instanceof jQuery) return;
    const names = Object.keys(arg);
    if (/^(animate|attr|css|prop)$/.test(method) && names.length > MAX_NAMES) {
      throw refusal(`${method}() takes at most ${MAX_NAMES} names`);
    }
    names.forEach((name) => {
      count((arg as { readonly [name: string]: unknown })[name]);
    });
  });
  if ((characters / CHARACTERS) * target.length > MAX_MADE) {
    throw refusal(`${method}() takes shorter texts for so many`);
  }
}

/**
 * Counts what a step will make. jQuery copies the sources for one place after the other, and a copy that is put into its
 * own source makes the next one twice as large.
 *
 * @param args - As guarded: markup and what to wrap in have become nodes.
 * @throws RefusalError when it is too much.
 */
export function spendOn(
  target: JQueryObject,
  method: string,
  args: readonly unknown[],
  jQuery: JQueryFunction,
  budget: Budget,
): void {
  const { guard } = groupOf(method);
  const moves = /^move/.test(guard);
  let size = 0;
  const sources: unknown[] = [];
  if (method === "clone") budget.spend(sizeOf(target));
  (moves ? [target] : args).forEach((arg) => {
    if (typeof arg === "string") size += arg.length / CHARACTERS;
    else if (/^(markup|wrap|move)/.test(guard)) {
      // jQuery wraps in the first, except that wrapInner() puts all into an element that is empty.
      jQuery(arg).each((_, node) => {
        size += weightOf(node);
        return sources.push(node) && !/^wrap(?!I)/.test(method);
      });
    }
  });
  (moves ? jQuery(args[0]) : target).each((_, place) => {
    budget.spend(size);
    if (method === "wrapAll") return false;
    const grows = (source: unknown) =>
      source === place ? CHANGES_WITHIN.test(method) : jQuery.contains(source, place);
    if (sources.some(grows)) size *= 2;
  });
}

/** How many elements a selection has, their descendants included. */
export function sizeOf(selection: JQueryObject): number {
  let size = 0;
  selection.each((_, element) => {
    size += weightOf(element);
  });
  return size;
}

/** How many elements an element is with its descendants; 1 for anything else. */
function weightOf(element: unknown): number {
  const { getElementsByTagName } = element as Partial<Element>;
  return 1 + (getElementsByTagName ? getElementsByTagName.call(element, "*").length : 0);
}

/**
 * Checks the length and depth of a selector: jQuery reads and matches them by recursion.
 *
 * @throws RefusalError naming the method and the limit.
 */
export function checkSelector(selector: string, method: string): void {
  if (selector.split(SEARCHES_EACH).length > 3) {
    throw refusal(`${method}() takes :has, :gt, :lt, :even or :odd once`);
  }
  let isLong = selector.length > MAX_SELECTOR;
  let depth = 0;
  for (let i = 0; !isLong && i < selector.length; i++) {
    const character = selector.charAt(i);
    if (/[([]/.test(character)) depth += 1;
    else if (/[)\]]/.test(character)) depth -= 1;
    isLong = depth > MAX_SELECTOR_DEPTH;
  }
  if (isLong) {
    throw refusal(`${method}() takes at most ${MAX_SELECTOR} characters and ${MAX_SELECTOR_DEPTH} levels`);
  }
}

/**
 * Checks the names of events: jQuery makes regular expressions of their namespaces.
 *
 * @param event - Names, or what `trigger` takes for an event.
 * @throws RefusalError for namespaces with characters of patterns, and for too many of them.
 */
export function checkEvents(event: unknown, method: string): void {
  const { type, namespace } = (isObject(event) ? event : { type: event }) as {
    readonly [name: string]: unknown;
  };
  const names = `${typeof type === "string" ? type : ""}${typeof namespace === "string" ? `.${namespace}` : ""}`;
  const hasPattern = names.indexOf(".") >= 0 && /[\\^$*+?()[\]{}|]/.test(names);
  // Nine in one name.
  if (names.length > MAX_SELECTOR || hasPattern || /(\.[^\s.]*){9}/.test(names)) {
    throw refusal(`${method}() takes at most 8 plain namespaces`);
  }
}

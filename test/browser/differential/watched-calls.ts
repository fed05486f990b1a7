/* Runs in the page that stands for itself: tells what a page would refuse to do for another one. */
import type { JQuery, Selection } from "./page-types";

declare const jQuery: JQuery;

/** A program that copies more elements than this may go on for ever, and a page refuses it when it comes from another. */
const MAX_COPIES = 10_000;
/** The elements of the document that rule the page. */
const RULES = "style,meta";

let copies = 0;
let putsIntoRules = false;

/** Begins with a new program. */
export function forgetCalls(): void {
  copies = 0;
  putsIntoRules = false;
}

/** Says of a program, after it, that a page would refuse it from another one. */
export function isRefusedElsewhere(): boolean {
  return putsIntoRules || copies > MAX_COPIES;
}

/** Breaks programs off that copy too many elements, and notes what is put into elements that rule the page. */
export function watchCalls(): void {
  const { clone, fn } = jQuery;
  jQuery.clone = (node, ...options) => {
    copies += 1 + ((node as Partial<ParentNode>).querySelectorAll?.call(node, "*").length ?? 0);
    if (copies > MAX_COPIES) throw new Error(`more than ${MAX_COPIES} copies`);
    return clone(node, ...options);
  };
  const places: { readonly [method: string]: (target: Selection, given: unknown) => Selection } = {
    after: (target) => target.parent(),
    before: (target) => target.parent(),
    replaceWith: (target) => target.parent(),
    insertAfter: (_, given) => jQuery(given).parent(),
    insertBefore: (_, given) => jQuery(given).parent(),
    replaceAll: (_, given) => jQuery(given).parent(),
    appendTo: (_, given) => jQuery(given),
    prependTo: (_, given) => jQuery(given),
    wrap: (target, given) => target.parent().add(withinFirst(given)),
    wrapAll: (target, given) => target.parent().add(withinFirst(given)),
    wrapInner: (_, given) => withinFirst(given),
  };
  for (const [method, placesOf] of Object.entries(places)) {
    const own = fn[method];
    fn[method] = function (...args) {
      if (placesOf(this, args[0]).filter(RULES).length > 0) putsIntoRules = true;
      return own?.apply(this, args);
    };
  }
}

function withinFirst(given: unknown): Selection {
  const first = jQuery(given).first();
  return first.add(first.find("*"));
}

import { hasOwn } from "../../../protocol";
import { refusal } from "../../expressions/errors";
import { classOf } from "../../expressions/is-object";
import type { JQueryFunction, WindowLike } from "../jquery";
import { harmIn, inertDocument, isForbidden } from "./dangerous-markup";
import { judgeStyle } from "./styles";

/**
 * Makes markup from the wire harmless before jQuery inserts it. What it gives back is inserted as it is: nodes,
 * or a string (or `TrustedHTML`) that the sanitizer itself answers for.
 *
 * @example
 * const sanitize: Sanitize = (markup) => DOMPurify.sanitize(markup, { RETURN_DOM_FRAGMENT: true });
 */
export type Sanitize = (markup: string) => string | Node | readonly Node[] | object;

/** What the guards need of the page. */
export interface GuardContext {
  readonly jQuery: JQueryFunction;
  readonly window: WindowLike;
  /** Default: parsed in an inert document, everything that could run script removed. */
  readonly sanitize?: Sanitize | undefined;
}

// A page may allow each policy name once only, so the policy is kept.
let policy: { createHTML(markup: string): unknown } | undefined;

// What can stand in certain elements only is parsed within them, as jQuery does.
const WITHIN: { readonly [tag: string]: string } = {
  thead: "table",
  tbody: "table",
  tfoot: "table",
  caption: "table",
  colgroup: "table",
  col: "colgroup",
  tr: "tbody",
  td: "tr",
  th: "tr",
};

/**
 * The default of {@link Sanitize}: parses in a document that runs nothing and loads nothing, removes the elements
 * and attributes that could run script, and gives nodes, so that nothing is ever parsed twice.
 *
 * @param target - The element whose content it becomes, which decides how it is parsed; none: jQuery's rules decide.
 * @throws A `RefusalError` in browsers without inert documents.
 */
export function sanitizeMarkup(
  markup: string,
  jQuery: JQueryFunction,
  window: WindowLike,
  target?: Element,
): readonly Node[] {
  const holder = parseInert(markup, jQuery, window, target);
  const elements = holder.querySelectorAll("*");
  // Forms come last: their members are to be trusted when no field hides them any more.
  [false, true].forEach((forms) => {
    for (let i = 0; i < elements.length; i++) {
      if (isForm(elements[i]) === forms) scrub(elements[i] as Element, window);
    }
  });
  return [].slice.call(holder.childNodes);
}

function parseInert(markup: string, jQuery: JQueryFunction, window: WindowLike, target?: Element): Element {
  const inert = inertDocument(window);
  if (!inert) throw refusal("this browser cannot parse safely");
  const tag = `${/<([a-z][^/\s>]*)/i.exec(markup)?.[1]}`.toLowerCase();
  // A tag may be named like a member of all objects.
  const within = hasOwn(WITHIN, tag) ? WITHIN[tag] : undefined;
  let holder =
    target && !within ? (inert.importNode(target, false) as Element) : inert.createElement(within || "div");
  // jQuery takes for text what has neither tags nor entities, but within a target everything is parsed.
  if (!target && !/<|&#?\w+;/.test(markup)) {
    if (markup) holder.appendChild(inert.createTextNode(markup));
    return holder;
  }
  try {
    // Old versions of jQuery expand <b/>; asking the page's own keeps the result what $ would give.
    // Within a form there are no others, and parsers leave them out.
    if (target && jQuery(target).filter("form *").length) inert.createElement("form").appendChild(holder);
    // Tag by tag, since the pattern of the prefilter takes for ever where many tags are not closed.
    const full = markup.replace(/<[^<>]*\/>/g, (tag) => jQuery.htmlPrefilter(tag));
    holder.innerHTML = trust(full, window) as string;
  } catch {
    // Old browsers cannot set the content of parts of tables.
    holder = inert.createElement("div");
    (jQuery.parseHTML(markup, inert, true) || []).forEach((node) => {
      holder.appendChild(node);
    });
  }
  return holder;
}

function trust(markup: string, window: WindowLike): unknown {
  const maker = window.trustedTypes;
  if (!maker) return markup;
  if (!policy) policy = maker.createPolicy("jqluster", { createHTML: (text) => text });
  return policy.createHTML(markup);
}

// What fields hide of a form, as in <input name="nodeName">, this finds out without asking the form.
function isForm(element: unknown): boolean {
  return /HTMLFormElement/.test(classOf(element));
}

function scrub(element: Element, window: WindowLike): void {
  if (isForbidden(element.nodeName)) {
    if (element.parentNode) element.parentNode.removeChild(element);
    return;
  }
  for (let i = element.attributes.length; i--; ) {
    const { name, value } = element.attributes[i] as Attr;
    if (name === "style") element.setAttribute(name, judgeStyle(value).rest);
    else if (harmIn(element, name, value, window)) element.removeAttribute(name);
  }
}

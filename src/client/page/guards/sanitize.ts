import { refusal } from "../../expressions/errors";
import type { JQueryFunction, WindowLike } from "../jquery";
import { isScriptAttribute } from "./values";

/**
 * Makes markup from the wire harmless before jQuery inserts it. What it gives back is inserted as it is: nodes,
 * or a string (or `TrustedHTML`) that the sanitizer itself answers for.
 *
 * @example
 * const sanitize: Sanitize = (markup) => DOMPurify.sanitize(markup, { RETURN_DOM_FRAGMENT: true });
 */
export type Sanitize = (markup: string) => string | Node | readonly Node[] | object;

const FORBIDDEN =
  /^(script|iframe|object|embed|applet|portal|base|meta|link|style|template|svg|math|noscript|frame|frameset|plaintext|xmp|noembed|noframes|param|bgsound|.*:.*)$/i;

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
 * @throws A `RefusalError` for forms whose fields hide the form's own members, and in browsers without inert documents.
 */
export function sanitizeMarkup(
  markup: string,
  jQuery: JQueryFunction,
  window: WindowLike,
  target?: Element,
): readonly Node[] {
  const holder = parseInert(markup, jQuery, window, target);
  const elements = holder.querySelectorAll("*");
  for (let i = 0; i < elements.length; i++) scrub(elements[i] as Element);
  return [].slice.call(holder.childNodes);
}

function parseInert(markup: string, jQuery: JQueryFunction, window: WindowLike, target?: Element): Element {
  const implementation = window.document.implementation;
  if (!implementation?.createHTMLDocument) throw refusal("this browser cannot parse markup safely");
  const inert = implementation.createHTMLDocument("");
  const within = WITHIN[`${/<([a-z][^/\s>]*)/i.exec(markup)?.[1]}`.toLowerCase()];
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
    holder.innerHTML = trust(jQuery.htmlPrefilter(markup), window) as string;
  } catch {
    // Old browsers cannot set the content of parts of tables.
    holder = inert.createElement("div");
    const nodes = jQuery.parseHTML(markup, inert, true) || [];
    for (let i = 0; i < nodes.length; i++) holder.appendChild(nodes[i] as Node);
  }
  return holder;
}

function trust(markup: string, window: WindowLike): unknown {
  const maker = window.trustedTypes;
  if (!maker) return markup;
  if (!policy) policy = maker.createPolicy("jqluster", { createHTML: (text) => text });
  return policy.createHTML(markup);
}

function scrub(element: Element): void {
  const name = element.nodeName;
  const attributes = element.attributes;
  // <form><input name="attributes"></form>: the form's own members are then its fields.
  if (typeof name !== "string" || !/NamedNodeMap|Attributes/.test({}.toString.call(attributes))) {
    throw refusal("a form's field may not be named like a member of forms");
  }
  if (FORBIDDEN.test(name)) {
    if (element.parentNode) element.parentNode.removeChild(element);
    return;
  }
  for (let i = attributes.length; i--; ) {
    const attribute = attributes[i] as Attr;
    if (isScriptAttribute(attribute.name, attribute.value)) {
      element.removeAttribute(attribute.name);
    }
  }
}

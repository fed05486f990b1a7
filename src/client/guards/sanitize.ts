import { refusal } from "../expressions/errors";
import type { JQueryFunction, WindowLike } from "../expressions/jquery";
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

/**
 * The default of {@link Sanitize}: parses in a document that runs nothing and loads nothing, removes the elements
 * and attributes that could run script, and gives nodes, so that nothing is ever parsed twice.
 *
 * @throws A `RefusalError` for forms whose fields hide the form's own members, and in browsers without inert documents.
 */
export function sanitizeMarkup(markup: string, jQuery: JQueryFunction, window: WindowLike): readonly Node[] {
  const holder = parseInert(markup, jQuery, window);
  const elements = holder.querySelectorAll("*");
  for (let i = 0; i < elements.length; i++) scrub(elements[i] as Element);
  return [].slice.call(holder.childNodes);
}

function parseInert(markup: string, jQuery: JQueryFunction, window: WindowLike): Element {
  const implementation = window.document.implementation;
  if (!implementation?.createHTMLDocument)
    throw refusal("this browser cannot parse markup without running it");
  const inert = implementation.createHTMLDocument("");
  const holder = inert.createElement("div");
  const template = inert.createElement("template");
  if (!/[<&]/.test(markup)) {
    if (markup) holder.appendChild(inert.createTextNode(markup));
  } else if (template.content) {
    // Old versions of jQuery expand <b/>; asking the page's own keeps the result what $ would give.
    template.innerHTML = trust(jQuery.htmlPrefilter(markup), window) as string;
    holder.appendChild(template.content);
  } else {
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

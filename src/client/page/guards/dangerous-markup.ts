import type { WindowLike } from "../jquery";
import { judgeStyle } from "./styles";

/**
 * Elements that load or run script, animate attributes, or change the rules of the page. They are removed from markup,
 * and other pages can set neither their attributes, nor their properties, nor their content.
 */
const CLOSED =
  /^(script|iframe|frame|frameset|fencedframe|portal|webview|object|embed|applet|param|base|meta|link|style|template|noscript|noembed|noframes|plaintext|xmp|xml|bgsound|use|set|animate\w*|discard|handler|listener|.*:.*)$/i;
/** Elements that are removed from markup, since their content has other parsing rules. Existing ones may be changed. */
const FOREIGN = /^(svg|math)$/i;

/** Handlers, markup, and what all objects have. The words after `on` name no event. */
const NEVER = /^(on(?!(ce|e|ly|to|line|going)?$).*|srcdoc|innerhtml|outerhtml|__proto__|constructor)$/;
/** Attributes that hold an address, or a list that begins with one. */
const ADDRESS =
  /^(href|src|srcset|action|formaction|poster|background|cite|longdesc|lowsrc|dynsrc|usemap|ping|base)$/;
// Raster images run nothing.
const SCRIPT_ADDRESS = /^(javascript|vbscript|data(?!:image\/(png|gif|jpe?g|webp|bmp|avif)[;,])):/i;
// Browsers skip these at the start of an address, and some of them within it.
export const SKIPPED = /[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f]/g;

/** Elements whose `name` and `id` become members of their form, and elements of which `document` has members. */
const FIELD = /^(button|fieldset|img|input|output|select|textarea|.*-.*)$/i;
const NAMED_BY_DOCUMENT = /^(form|img)$/i;
/** Members of forms that a field may hide: `attr` may set them anyway, and fields often have these names. */
const SETTABLE = /^(name|title|id|lang|action|method|target)$/;

let inert: Document | undefined;

/** A document that runs nothing, loads nothing and shows nothing. @returns `undefined` in browsers without them. */
export function inertDocument(window: WindowLike): Document | undefined {
  const { implementation } = window.document;
  return implementation?.createHTMLDocument?.("");
}

/** Whether an element with this `nodeName` may not be changed from afar. */
export function isClosed(nodeName: string): boolean {
  return CLOSED.test(nodeName);
}

/** Whether markup may not bring an element with this `nodeName`. */
export function isForbidden(nodeName: string): boolean {
  return CLOSED.test(nodeName) || FOREIGN.test(nodeName);
}

/**
 * What is wrong with an attribute or property, whichever way it is set: the name of the attribute, or of the property
 * of a style. Elements that are closed are not asked about.
 *
 * @param name - As it was said: `xlink:href`, `formAction` and `form-action` are all known.
 * @param value - Empty when the attribute is removed.
 * @returns `""` when nothing is.
 */
export function harmIn(element: Element, name: string, value: string, window: WindowLike): string {
  const tag = element.nodeName;
  // jQuery's animate() takes inner-hTML for innerHTML too.
  const plain = name.replace(/^.*:|-/g, "").toLowerCase();
  if (plain === "style") return judgeStyle(value).harm;
  return NEVER.test(plain) ||
    (ADDRESS.test(plain) && SCRIPT_ADDRESS.test(value.replace(SKIPPED, ""))) ||
    (/^a(rea)?$/i.test(tag) && /^(protocol|search|hash)$/.test(plain)) ||
    weakens(element, plain, value) ||
    (/^(name|id)$/.test(plain) && hidesMember(tag, value, window))
    ? name
    : "";
}

/**
 * Whether it takes a protection from an element: a link may not lose `noopener` or `noreferrer`, nor give the page to
 * whom it leads to, and a referrer policy may only be the strictest.
 */
export function weakens(element: Element, name: string, value: string): boolean {
  const plain = name.toLowerCase();
  if (plain === "referrerpolicy") return !/^no-referrer$/i.test(value);
  if (!/^rel(list)?$/.test(plain)) return false;
  const tokens = ` ${value.replace(/\s/g, " ").toLowerCase()} `;
  const has = (token: string) => tokens.indexOf(` ${token} `) >= 0;
  const kept = `${element.getAttribute("rel")}`.toLowerCase().match(/no(opener|referrer)(?!\S)/g) || [];
  return has("opener") || !kept.every(has);
}

/** Whether an element of that name would hide a member of `document`, or of a form that it is in or comes into. */
function hidesMember(tag: string, value: string, window: WindowLike): boolean {
  if (!inert) inert = inertDocument(window) || window.document;
  return (
    (NAMED_BY_DOCUMENT.test(tag) && value in inert) ||
    (FIELD.test(tag) && !SETTABLE.test(value) && value in inert.createElement("form"))
  );
}

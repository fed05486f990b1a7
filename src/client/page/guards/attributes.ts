import { refusal } from "../../expressions/errors";
import type { JQueryObject, WindowLike } from "../jquery";
import { harmIn, isClosed, weakens } from "./dangerous-markup";
import { harmInStyle } from "./styles";

/**
 * Checks what `attr`, `prop`, `animate`, `removeProp` or `css` changes, given as a name and a value or as an object.
 * Harmless styles are set even where one beside them is not.
 *
 * @throws A `RefusalError` that names the attribute or property, or the element where nothing may be changed.
 */
export function guardAttributes(
  target: JQueryObject,
  method: string,
  args: readonly unknown[],
  window: WindowLike,
): void {
  const first = args[0];
  const isObject = !!first && typeof first === "object" && !Array.isArray(first);
  const settings: Settings = isObject ? (first as Settings) : Object.create(null);
  // A list in place of a name counts as its text.
  if (!isObject) settings[`${first}`] = args[1];
  const harmless: Settings = {};
  let refused = "";
  Object.keys(settings).forEach((name) => {
    let found = "";
    target.each((_, node) => {
      found = found || problemWith(node, method, name, settings[name], window);
    });
    if (found) refused = refused || `${method}("${name}") ${found}`;
    else harmless[name] = settings[name];
  });
  if (!refused) return;
  if (isObject && method === "css") (target.css as (settings: Settings) => unknown)(harmless);
  throw refusal(refused);
}

/**
 * Checks which attributes `removeAttr` takes away.
 *
 * @param names - Separated by white space.
 * @throws A `RefusalError` that names the attribute, or the element where nothing may be changed.
 */
export function guardRemoval(target: JQueryObject, names: unknown): void {
  checkOpen(target, "removeAttr");
  target.each((_, node) => {
    `${names}`.split(/\s+/).forEach((name) => {
      if ((node as Node).nodeType === 1 && weakens(node as Element, name, "")) {
        throw refusal(`removeAttr("${name}") would weaken the page`);
      }
    });
  });
}

/** @throws A `RefusalError` when one of the nodes is an element that loads script, or rules the page. */
export function checkOpen(target: JQueryObject, method: string): void {
  target.each((_, node) => {
    const { nodeName } = node as Node;
    if (isClosed(nodeName)) throw refusal(`${method}() ${closedText(nodeName)}`);
  });
}

interface Settings {
  [name: string]: unknown;
}

const closedText = (nodeName: string) => `may not change what can load script or rule the page: ${nodeName}`;

/** What is wrong with setting this; `""` when nothing is. */
function problemWith(
  node: unknown,
  method: string,
  name: string,
  value: unknown,
  window: WindowLike,
): string {
  const { nodeType, nodeName, style } = node as HTMLElement;
  const property = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  let owner: unknown = node;
  let harm = "";
  if (method === "css" || (method === "animate" && style && property in style)) {
    owner = style || {};
    harm = harmInStyle(name, `${value}`);
  } else if (method === "animate" && (nodeType === 3 || nodeType === 8)) return "";
  else if (isClosed(nodeName)) return closedText(nodeName);
  // jQuery's attr() sets properties too where there are no attributes: of window and document.
  else if (nodeType !== 1) return name === "title" ? "" : "is for elements";
  // Where null or false takes the attribute away, nothing is left of it.
  else harm = harmIn(node as Element, name, value === null || value === false ? "" : `${value}`, window);
  if (harm) return `could run script, or more, by ${harm}: use html(), on() or another value`;
  return method !== "attr" && typeof (owner as Settings)[property] === "function"
    ? "would hide a method"
    : "";
}

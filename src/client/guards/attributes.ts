import { refusal } from "../expressions/errors";
import type { JQueryObject, WindowLike } from "../expressions/jquery";
import { harmfulStyle, isHarmfulProperty } from "./styles";
import { harmIn, isClosed, weakens } from "./table";

/**
 * Checks which property `attr` or `prop` reads: where a site keeps who is logged in is not part of its page.
 *
 * @throws A `RefusalError` for cookies and what is stored.
 */
export function guardReading(method: string, name: unknown): void {
  if (/^cookie$|Storage$/.test(`${name}`)) throw refusal(`${method}("${name}") is for this page`);
}

/**
 * Checks what `attr`, `prop`, `animate` or `removeProp` changes, given as a name and a value or as an object.
 *
 * @throws A `RefusalError` that names the attribute, or the element where nothing may be changed.
 */
export function guardAttributes(
  target: JQueryObject,
  method: string,
  args: readonly unknown[],
  window: WindowLike,
): void {
  eachSetting(args, (name, value) => {
    const property = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    target.each((_, node) => {
      const { nodeType, style } = node as HTMLElement;
      if (method === "animate") {
        // Also the styles of scripts, as at the end of a page; texts and comments have none.
        if (nodeType === 3 || nodeType === 8) return;
        if (style && property in style) {
          const harm = harmInStyle(target, property, value);
          if (harm) throw refusal(`animate("${harm}") could run script`);
          return;
        }
      }
      checkOpen(node, method);
      // jQuery's attr() sets properties too where there are no attributes: of window and document.
      if (nodeType !== 1) {
        if (name !== "title") throw refusal(`${method}("${name}") is for elements`);
        return;
      }
      // Where null or false takes the attribute away, nothing is left of it.
      const text = value === null || value === false ? "" : `${value}`;
      const harm = harmIn(node as Element, name, text, window);
      if (harm) {
        throw refusal(`${method}("${harm}") could run script, or more: use html(), on() or another value`);
      }
      if (method !== "attr" && typeof (node as unknown as Settings)[property] === "function") {
        throw refusal(`${method}("${name}") would hide a method`);
      }
    });
  });
}

/**
 * Checks which attributes `removeAttr` takes away.
 *
 * @param names - Separated by white space.
 * @throws A `RefusalError` that names the attribute, or the element where nothing may be changed.
 */
export function guardRemoval(target: JQueryObject, names: unknown): void {
  target.each((_, node) => {
    checkOpen(node, "removeAttr");
    `${names}`.split(/\s+/).forEach((name) => {
      if ((node as Node).nodeType === 1 && weakens(node as Element, name, "")) {
        throw refusal(`removeAttr("${name}") would take a protection away`);
      }
    });
  });
}

/**
 * Checks the properties that `css` sets, one by one. Those that are harmless are set even where others are not.
 *
 * @throws A `RefusalError` that names the first property that is not.
 */
export function guardStyles(target: JQueryObject, args: readonly unknown[]): void {
  const harmless: Settings = {};
  let harm = "";
  eachSetting(args, (name, value) => {
    const found = harmInStyle(target, name, value);
    if (found) harm = harm || found;
    else harmless[name] = value;
  });
  if (!harm) return;
  if (typeof args[0] === "object") (target.css as (settings: Settings) => unknown).call(target, harmless);
  throw refusal(`css("${harm}") could run script`);
}

/** @throws A `RefusalError` when one of the nodes is an element that loads script, or rules the page. */
export function checkAllOpen(target: JQueryObject, method: string): void {
  target.each((_, node) => checkOpen(node, method));
}

interface Settings {
  [name: string]: unknown;
}

function eachSetting(args: readonly unknown[], visit: (name: string, value: unknown) => void): void {
  const first = args[0];
  // A list in place of a name counts as its text.
  if (!first || typeof first !== "object" || Array.isArray(first)) visit(`${first}`, args[1]);
  else {
    Object.keys(first).forEach((name) => {
      visit(name, (first as Settings)[name]);
    });
  }
}

/** The name of the property that runs script, or hides a method of styles; `""` when it is harmless. */
function harmInStyle(target: JQueryObject, name: string, value: unknown): string {
  if (/^css-?text$/i.test(name)) return harmfulStyle(`${value}`);
  const { style } = (target[0] || {}) as { readonly style?: Settings };
  return isHarmfulProperty(name, `${value}`) || (style && typeof style[name] === "function") ? name : "";
}

function checkOpen(node: unknown, method: string): void {
  const { nodeName } = node as Node;
  if (isClosed(nodeName)) {
    throw refusal(
      `${method}() may not change elements that load script or rule the page, as <${nodeName}> does`,
    );
  }
}

import { refusal } from "../../expressions/errors";
import type { JQueryObject } from "../jquery";
import { isScriptAttribute } from "./values";

/**
 * Checks which property `attr` or `prop` reads: where a site keeps who is logged in is not part of its page.
 *
 * @throws A `RefusalError` for cookies and what is stored.
 */
export function guardReading(method: string, name: unknown): void {
  if (/^cookie$|Storage$/.test(`${name}`)) throw refusal(`${method}("${name}") is for this page`);
}

/**
 * Checks what `attr`, `prop`, `css`, `animate` or `removeProp` changes, given as a name and a value or as an object.
 *
 * @throws A `RefusalError` for names and values that run script, and for attributes of elements that load script.
 */
export function guardAttributes(target: JQueryObject, method: string, args: readonly unknown[]): void {
  const first = args[0];
  if (!/^(css|animate)$/.test(method)) target.each((_, element) => mayChange(element));
  if (method === "css") check("style", JSON.stringify(args));
  else if (first && typeof first === "object" && !Array.isArray(first)) {
    for (const name in first) check(name, (first as Record<string, unknown>)[name]);
    // A list in place of a name counts as its text.
  } else check(`${first}`, args[1]);

  function check(name: string, value: unknown): void {
    // animate() takes inner-hTML for innerHTML too, and gives it back its own markup, to be parsed anew.
    if (isScriptAttribute(name.replace(/-/g, ""), `${value}`)) {
      throw refusal(`${method}("${name}") could run script: use html(), on() or another address`);
    }
    if (method === "css") return;
    target.each((_, element) => {
      if (method === "animate" && isHarmlessToAnimate(element, name)) return;
      mayChange(element);
      // jQuery's attr() sets properties too where there are no attributes: of window and document.
      if ((element as Node).nodeType !== 1 && name !== "title") {
        throw refusal(`${method}("${name}") is for elements`);
      }
    });
  }

  function mayChange(element: unknown): void {
    if (/^(script|base|object|embed)$/i.test((element as Node).nodeName)) {
      throw refusal(`${method}() may not change elements that load script`);
    }
  }
}

/** Whether `animate` changes only a style of this element, as of scripts at the end of a page, or a text or comment. */
function isHarmlessToAnimate(element: unknown, name: string): boolean {
  const { nodeType, style } = element as HTMLElement;
  const property = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return nodeType === 1 ? !!style && property in style : nodeType === 3 || nodeType === 8;
}

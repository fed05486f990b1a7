import { refusal } from "../expressions/errors";
import type { JQueryObject } from "../expressions/jquery";
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
  if (method !== "css" && target.filter("script,base,object,embed").length) {
    throw refusal(`${method}() may not change elements that load script`);
  }
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
    target.each((_, element) => {
      // jQuery's attr() sets properties too where there are no attributes: of window and document.
      if (method !== "css" && (element as Node).nodeType !== 1 && name !== "title") {
        throw refusal(`${method}("${name}") is for elements`);
      }
    });
  }
}

import { refusal } from "../expressions/errors";
import type { JQueryObject } from "../expressions/jquery";
import { isScriptName, isScriptStyle, isScriptValue } from "./values";

/**
 * Checks what `attr`, `prop` or `css` sets, given as a name and a value or as an object of them.
 *
 * @throws A `RefusalError` for names and values that run script, and for attributes of elements that load script.
 */
export function guardAttributes(
  target: JQueryObject,
  method: string,
  args: readonly unknown[],
  isStyle: boolean,
): void {
  const first = args[0];
  if (!isStyle && target.filter("script,base,object,embed").length) {
    throw refusal(`${method}() may not change elements that load script from afar`);
  }
  if (first && typeof first === "object") {
    for (const name in first)
      checkPair(target, method, name, (first as Record<string, unknown>)[name], isStyle);
  } else {
    checkPair(target, method, `${first}`, args[1], isStyle);
  }
}

function checkPair(
  target: JQueryObject,
  method: string,
  name: string,
  value: unknown,
  isStyle: boolean,
): void {
  if (isStyle || /^style$/i.test(name)) {
    if (isScriptStyle(value)) throw refusal(`${method}("${name}") may not run script from afar`);
    return;
  }
  if (isScriptName(name)) {
    throw refusal(
      `${method}("${name}") is refused from afar: use html(), on(), or attr("href") for addresses`,
    );
  }
  if (isScriptValue(value)) throw refusal(`${method}("${name}") takes no address that runs script from afar`);
  target.each((_, element) => {
    // jQuery's attr() sets properties too where there are no attributes: of window and document.
    if ((element as Node).nodeType !== 1 && name !== "title") {
      throw refusal(`${method}("${name}") is for elements only from afar`);
    }
  });
}

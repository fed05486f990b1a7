import type { Argument } from "../expressions/chain";
import { isNested } from "../expressions/chain";
import { refusal } from "../expressions/errors";
import { toJson } from "../to-json";
import { SKIPPED } from "./guards/dangerous-markup";
import { checkScripts } from "./guards/guard-arguments";
import type { JQueryObject } from "./jquery";

/** What a plug-in could take for markup. */
const MARKUP = /<[a-z!/?]/i;
/** An address that can run script, also within a list, once what browsers skip is taken out. */
const SCRIPT_ADDRESS = /(^|[;,=])(javascript|vbscript|data):/i;

/**
 * Checks a call of a method that the page's jQuery has beside those of jQuery, such as one of a plug-in:
 * `call("slick", "slickNext")`.
 *
 * @param args - The name of the method, and its arguments.
 * @param allowed - The methods that the page lets others call.
 * @returns The name.
 * @throws A `RefusalError` for other methods, for arguments that are more than data, and on scripts.
 */
export function checkOwnMethod(
  target: JQueryObject,
  args: readonly Argument[],
  allowed: readonly string[] = [],
): string {
  const name = args[0];
  if (typeof name !== "string" || allowed.indexOf(name) < 0) {
    throw refusal(`this page does not name ${toJson(name)} in its option "methods"`);
  }
  args.forEach((value) => {
    if (isNested(value)) throw refusal("call() takes data, not selections");
    checkData(value);
  });
  checkScripts(target, "call");
  return name;
}

/** What a plug-in does with a text is not known: so no text may be markup, or an address that runs script. */
function checkData(value: unknown): void {
  if (typeof value === "string") {
    if (MARKUP.test(value) || SCRIPT_ADDRESS.test(value.replace(SKIPPED, ""))) {
      throw refusal("call() takes no markup and no script");
    }
  } else if (value && typeof value === "object") {
    Object.keys(value).forEach((name) => {
      checkData(name);
      checkData((value as { readonly [name: string]: unknown })[name]);
    });
  }
}

/** Properties that load script in old browsers. `scroll-behavior` and a custom `--link` are others. */
const SCRIPT_PROPERTY = /^-?((ms-?)?behavior|(moz-?)?binding|(o-?)?link(-?source)?)$|\\/i;
// Escapes could hide either. Outside of strings nothing else needs them.
const SCRIPT_VALUE = /expression\(|\\/i;
const SCRIPT_URL = /url\(["']?([jv][a-z]*script:|[a-z]*\\)/i;
const QUIET = /"(?:[^"\\\n\r\f]|\\[\s\S])*"|'(?:[^'\\\n\r\f]|\\[\s\S])*'|\/\*[\s\S]*?(?:\*\/|$)/g;
/** Semicolons within strings, comments and parentheses end nothing. */
const DECLARATION = new RegExp(`(?:${QUIET.source}|\\([^()]*\\)|[^;])+`, "g");

/**
 * The property that runs script in some browser, of one that is set; `""` when it is harmless.
 *
 * @param name - With dashes, or in camel case; `cssText` stands for a whole style.
 */
export function harmInStyle(name: string, value: string): string {
  if (/^css-?text$/i.test(name)) return judgeStyle(value).harm;
  return SCRIPT_PROPERTY.test(name.replace(QUIET, "").trim()) ||
    SCRIPT_VALUE.test(value.replace(QUIET, "")) ||
    SCRIPT_URL.test(value.replace(/[\s\u0000-\u001f]/g, ""))
    ? name.trim()
    : "";
}

/** What the text of a style says: the name of a property that runs script, or `""`, and the text without any. */
export function judgeStyle(text: string): { readonly harm: string; readonly rest: string } {
  let harm = "";
  const rest = (text.match(DECLARATION) || []).filter((declaration) => {
    const name = declaration.split(":")[0] as string;
    const found = harmInStyle(name, declaration.slice(name.length));
    harm = harm || found;
    return !found;
  });
  return { harm, rest: harm ? rest.join(";") : text };
}

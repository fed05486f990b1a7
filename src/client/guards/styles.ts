/** Properties that load script in old browsers. `scroll-behavior` and a custom `--link` are others. */
const SCRIPT_PROPERTY = /^-?(ms-?)?behavior$|^-?(moz-?)?binding$|^-?(o-?)?link(-?source)?$/i;
const SCRIPT_URL = /url\(["']?(java|vb)script:/i;
const STRING_OR_COMMENT = /"(?:[^"\\\n\r\f]|\\[\s\S])*"|'(?:[^'\\\n\r\f]|\\[\s\S])*'|\/\*[\s\S]*?(?:\*\/|$)/;
const TOKEN = new RegExp(`${STRING_OR_COMMENT.source}|\\\\[\\s\\S]|[\\s\\S]`, "g");

/**
 * Whether a property with this value runs script in some browser.
 *
 * @param name - With dashes, or in camel case.
 */
export function isHarmfulProperty(name: string, value: string): boolean {
  const plain = value.replace(new RegExp(STRING_OR_COMMENT.source, "g"), "");
  return (
    SCRIPT_PROPERTY.test(unescaped(name).replace(/\/\*[\s\S]*?\*\/|\s/g, "")) ||
    /expression\(/i.test(unescaped(plain)) ||
    SCRIPT_URL.test(unescaped(value).replace(/[\s\u0000-\u001f]/g, ""))
  );
}

/** The name of the first property in the text of a style that runs script; `""` when there is none. */
export function harmfulStyle(text: string): string {
  return declarationsOf(text).map(harmIn).filter(Boolean)[0] || "";
}

/** The text of a style without the properties that run script; all others are as they were. */
export function cleanStyle(text: string): string {
  return harmfulStyle(text)
    ? declarationsOf(text)
        .filter((declaration) => !harmIn(declaration))
        .join(";")
    : text;
}

function harmIn(declaration: string): string {
  const [, name, value] = /^([^:]*):([\s\S]*)/.exec(declaration) || ["", "", ""];
  return isHarmfulProperty(`${name}`, `${value}`) ? `${name}`.trim() : "";
}

/** Splits at the semicolons outside of strings, comments and parentheses. */
function declarationsOf(text: string): string[] {
  const declarations = [""];
  let depth = 0;
  (text.match(TOKEN) || []).forEach((token) => {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (token === ";" && depth <= 0) declarations.push("");
    else declarations.push(declarations.pop() + token);
  });
  return declarations;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|([\s\S]))/gi, (_, code: string | undefined, letter: string) =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : letter,
  );
}

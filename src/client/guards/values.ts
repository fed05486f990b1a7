const SCRIPT_NAME =
  /^(on.*|srcdoc|innerhtml|outerhtml|location|protocol|search|hash|attributename|__proto__|constructor|prototype)$/i;
const SCRIPT_VALUE = /(^|[;,=])(javascript|vbscript|data(?!:image\/(png|gif|jpe?g|webp|bmp|avif)[;,])):/i;
const SCRIPT_STYLE = /expression\s*\(|behavior|-moz-binding|(java|vb)script:/i;
// Browsers skip these at the start of an address, and some of them within it.
const SKIPPED = /[\u0000-\u0020\u007f-\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff]/g;

/** Whether jQuery could take the string for HTML. `<` within quotes, brackets or parentheses is a selector's own. */
export function buildsHtml(text: string): boolean {
  return /^[^"'([]*</.test(text);
}

/** Whether an attribute or property of this name holds script, markup or a part of an address. */
export function isScriptName(name: string): boolean {
  return SCRIPT_NAME.test(name.replace(SKIPPED, ""));
}

/** Whether this value of an attribute is, or lists, an address that runs script. */
export function isScriptValue(value: unknown): boolean {
  return SCRIPT_VALUE.test(`${value}`.replace(SKIPPED, ""));
}

/** Whether a style runs script in old browsers. */
export function isScriptStyle(value: unknown): boolean {
  return SCRIPT_STYLE.test(`${value}`);
}

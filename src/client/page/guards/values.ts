// Handlers, markup, parts of addresses, what SVG animates, and what all objects have.
const SCRIPT_NAME =
  /^(on.*|srcdoc|innerhtml|outerhtml|location|protocol|search|hash|attributename|__proto__|constructor)$/i;
// Also within lists, as in <animate values> and <meta content>. Raster images run nothing.
const SCRIPT_VALUE = /(^|[;,=])(javascript|vbscript|data(?!:image\/(png|gif|jpe?g|webp|bmp|avif)[;,])):/i;
const SCRIPT_STYLE = /expression\(|behavior|-moz-binding|(java|vb)script:/i;
// Browsers skip these at the start of an address, and some of them within it.
const SKIPPED = /[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f]/g;

/** Whether jQuery could take the string for HTML. `<` within quotes, brackets or parentheses is a selector's own. */
export function buildsHtml(text: string): boolean {
  return /^[^"'([]*</.test(text);
}

/** Whether an attribute, property or style (name `style`) holds script, markup, or an address that runs script. */
export function isScriptAttribute(name: string, value: string): boolean {
  const plain = value.replace(SKIPPED, "");
  return SCRIPT_NAME.test(name) || (/^style$/i.test(name) ? SCRIPT_STYLE : SCRIPT_VALUE).test(plain);
}

/** Whether jQuery could take the string for HTML. `<` within quotes, brackets or parentheses is a selector's own. */
export function buildsHtml(text: string): boolean {
  return /^[^"'([]*</.test(text);
}

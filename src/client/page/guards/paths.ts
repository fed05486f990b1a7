import { refusal } from "../../expressions/errors";

/** How many nodes an XPath may visit, by the estimate of {@link checkPath}: about a second. */
const MAX_VISITS = 1e7;
const MAX_PATH = 2000;
/** A path as pointers have them: it names each step, and is found by walking. */
const POINTER = /^\/\/html\[1\](\/[\w*-]+(\(\))?\[(\d+|@id='[^'"<>/]*')\])*$/;

/**
 * Estimates how many nodes a path visits at worst: all elements for each search, for each path from the root and for each
 * step to a parent, whose children may follow, and that for each element where these stand in brackets, or follow an axis.
 *
 * @throws RefusalError for what would take for ever: no browser can be interrupted in it.
 */
export function checkPath(path: string, document: Document): void {
  if (POINTER.test(path)) return;
  const elements = document.getElementsByTagName("*").length;
  let depth = 0;
  let visits = 0;
  let searched: number | undefined;
  path
    .slice(0, MAX_PATH)
    .replace(/"[^"]*"|'[^']*'|\/\/|::|\.\.|(?:^|[^\w\])*.])\/|\/(?![\w*.@/:-])|[[\]]/g, (token) => {
      if (token.charAt(0) === "[") depth += 1;
      if (token === "]") depth -= 1;
      else if (/[/:.]/.test(token.charAt(token.length - 1))) {
        visits += elements ** (depth + (/::|\.\./.test(token) && searched === depth ? 2 : 1));
        searched = depth;
      }
      return "";
    });
  if (path.length > MAX_PATH || visits > MAX_VISITS) throw refusal("the path would search for too long");
}

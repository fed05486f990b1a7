import { readFileSync } from "node:fs";
import path from "node:path";
import { PACKAGE_ROOT } from "./built-files";

/** A block of code in a document. */
export interface Snippet {
  /** The heading above it and its place below that, from 1, for example `Events 2`. */
  readonly name: string;
  /** What stands after the backticks, for example `js node`. */
  readonly kind: string;
  readonly code: string;
}

/**
 * The blocks of code of a Markdown document.
 *
 * @param file - Its path within the package, for example `docs/client.md`.
 */
export function snippetsOf(file: string): Snippet[] {
  const text = readFileSync(path.join(PACKAGE_ROOT, file), "utf8");
  const snippets: Snippet[] = [];
  let heading = "";
  let place = 0;
  for (const part of text.matchAll(/^#+ (.+)$|^```(.+)\n([\s\S]*?)^```$/gm)) {
    const [, newHeading, kind, code] = part;
    if (newHeading !== undefined) {
      heading = newHeading;
      place = 0;
    } else {
      place += 1;
      snippets.push({ name: `${heading} ${place}`, kind: kind ?? "", code: code ?? "" });
    }
  }
  return snippets;
}

/**
 * Makes what a snippet says of its values a check: `expression; // → value` adds both to the array `values`.
 *
 * @example
 * withValues("await $x.length; // → 2"); // "values.push([await (await $x.length), 2]);"
 */
export function withValues(code: string): string {
  return code.replace(/^(?:const (\w+) = )?(.+); \/\/ → (.+)$/gm, (_line, name, expression, value) => {
    const checked = (what: string) => `values.push([${what}, ${value}]);`;
    return name === undefined
      ? checked(`await (${expression})`)
      : `const ${name} = ${expression}; ${checked(name)}`;
  });
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Where every browser comes from. */
const BROWSERS = [
  "playwright-core",
  path.join("test", "support", "playwright.ts"),
  path.join("test", "support", "engines", "index.ts"),
];

/**
 * The test files that start no browser, neither themselves nor by what they import.
 *
 * @param {string} root - The folder of the package.
 * @returns {string[]} Their paths.
 */
export function testsWithoutBrowsers(root) {
  const files = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => path.join(root, "test", name));
  /** @type {Map<string, boolean>} */
  const known = new Map();
  return files.filter((file) => !needsBrowser(file)).sort();

  /** @param {string} file */
  function needsBrowser(file) {
    const before = known.get(file);
    if (before !== undefined) return before;
    // Files that import each other are asked once.
    known.set(file, false);
    const needs = importsOf(file).some(
      (name) =>
        BROWSERS.some((browser) => name.endsWith(browser)) || (existsSync(name) && needsBrowser(name)),
    );
    known.set(file, needs);
    return needs;
  }
}

/**
 * @param {string} file
 * @returns {string[]} What it imports, types left out: files by their paths, packages by their names.
 */
function importsOf(file) {
  const text = readFileSync(file, "utf8").replace(/^import type .*?;$/gms, "");
  return [...text.matchAll(/\bfrom "([^"]+)"/g)].map(([, name = ""]) => {
    if (!name.startsWith(".")) return name;
    const target = path.join(path.dirname(file), name);
    return (
      [`${target}.ts`, path.join(target, "index.ts")].find((candidate) => existsSync(candidate)) ?? target
    );
  });
}

import { readFileSync } from "node:fs";
import { parse } from "acorn";
import type { Browser } from "playwright-core";
import { collectProblems, launchBrowser, newPerson } from "../support/browser";
import { builtFile, readBuiltFile } from "../support/built-files";
import { JQUERY_BUILDS, OLDEST_JQUERY } from "../support/jquery-versions";
import { REMOVE_NEWER_FEATURES } from "../support/old-browser";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

describe.each(["browser/jqluster.js", "browser/jqluster.min.js"])("%s", (file) => {
  test("is written in the syntax of ES5", () => {
    expect(() => parse(readBuiltFile(file), { ecmaVersion: 5, sourceType: "script" })).not.toThrow();
  });

  test("turns no text into code", () => {
    expect(/\beval\s*\(|\bnew Function\b|[^.\w]Function\s*\(/.exec(readBuiltFile(file))).toBeNull();
  });

  test.each(JQUERY_BUILDS)("adds itself to $name and nothing to the page's globals", async (jQuery) => {
    const page = await newPerson(browser);
    const problems = collectProblems(page);
    await page.addScriptTag({ path: jQuery.path });
    await page.evaluate("io = 'of the page'");
    const before = await page.evaluate<string[]>("Object.getOwnPropertyNames(window)");
    await page.addScriptTag({ path: builtFile(file) });
    const after = await page.evaluate<string[]>("Object.getOwnPropertyNames(window)");
    expect(await page.evaluate("typeof $.jqluster")).toBe("function");
    expect(await page.evaluate("io")).toBe("of the page");
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("loads in a browser that has nothing newer than ES5", async () => {
    const page = await newPerson(browser);
    const problems = collectProblems(page);
    await page.addInitScript(REMOVE_NEWER_FEATURES);
    await page.goto("about:blank");
    await page.setContent(`
      <script>${inlined(readFileSync(OLDEST_JQUERY.path, "utf8"))}</script>
      <script>${inlined(readBuiltFile(file))}</script>
      <script>document.title = [typeof Promise, typeof Symbol, typeof [].find, typeof $.jqluster];</script>`);
    expect({ title: await page.title(), problems }).toEqual({
      title: "undefined,undefined,undefined,function",
      problems: [],
    });
    await page.context().close();
  });
});

/** @returns The script as it may stand within a script element. */
function inlined(script: string): string {
  return script.replaceAll("</script", "<\\/script");
}

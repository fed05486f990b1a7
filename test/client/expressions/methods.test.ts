import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { classify, METHODS, refusalReason } from "../../../src/client/expressions/methods";
import { launchBrowser } from "../../support/browser";
import { type BuildName, JQUERY_BUILDS, openPage } from "../page/page";
import { methodsTable } from "./methods-table";

test.each([
  ["find", ["a"], "selection"],
  ["css", ["color"], "getter"],
  ["css", [["color", "width"]], "getter"],
  ["css", ["color", "red"], "setter"],
  ["css", [{ color: "red" }], "setter"],
  ["attr", ["id"], "getter"],
  ["attr", ["id", undefined], "setter"],
  ["prop", [{ checked: true }], "setter"],
  ["data", [], "getter"],
  ["data", ["a"], "getter"],
  ["data", ["a", 1], "setter"],
  ["text", [], "getter"],
  ["text", [undefined], "setter"],
  ["width", [true], "setter"],
  ["outerWidth", [true], "getter"],
  ["outerWidth", [5], "setter"],
  ["outerWidth", [5, true], "setter"],
  ["offset", [], "getter"],
  ["offset", [{ top: 1 }], "setter"],
  ["size", [], "getter"],
  ["length", [], "getter"],
  ["queue", ["fx"], "getter"],
  ["click", [], "effect"],
  ["click", [() => 0], "event"],
  ["on", ["click"], "event"],
  ["fadeIn", [400], "effect"],
  ["each", [], "iteration"],
  ["triggerHandler", ["a"], "getter"],
  ["ready", [], undefined],
  ["sort", [], undefined],
  ["constructor", [], undefined],
  ["__proto__", [], undefined],
  ["hasOwnProperty", [], undefined],
  ["toString", [], undefined],
  ["nonsense", [], undefined],
] as const)("%s %j is a %s", (method, args, kind) => {
  expect(classify(method, args)).toBe(kind);
  expect(refusalReason(method) === "").toBe(kind !== undefined);
});

test("docs/methods.md shows the table as it is", () => {
  const text = readFileSync(join(__dirname, "../../../docs/methods.md"), "utf8");
  // The formatter pads the columns.
  const unpadded = text.replace(/ +/g, " ").replace(/-{3,}/g, "---");
  expect(unpadded).toContain(methodsTable());
});

describe("$.fn", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test("has no method that the table does not know, and the table none that no jQuery has", async () => {
    const unseen = new Set(Object.keys(METHODS));
    for (const build of Object.keys(JQUERY_BUILDS) as BuildName[]) {
      const page = await openPage(browser, build, "<p>");
      const names = await page.evaluate<string[]>(
        "(function () { var n = []; for (var k in jQuery.fn) if (typeof jQuery.fn[k] === 'function') n.push(k); return n; })()",
      );
      await page.close();
      expect(names.length).toBeGreaterThan(100);
      expect({ build, unknown: names.filter((name) => !(name in METHODS)) }).toEqual({ build, unknown: [] });
      for (const name of names) unseen.delete(name);
    }
    expect([...unseen].sort()).toEqual(["call", "dispatch", "length", "xpath"]);
  });
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";
import { builtFile, PACKAGE_ROOT, readBuiltFile } from "../support/built-files";
import { type Engine, type EnginePage, launchEngine } from "../support/engines";
import { OLDEST_JQUERY } from "../support/jquery-versions";

const BUNDLES = ["browser/jqluster.js", "browser/jqluster.min.js"];

/** What came with ES2015, each a statement that may stand in a function. */
const NEWER = [
  "var f = () => 1;",
  "let a = 1;",
  "const a = 1;",
  "class A {}",
  "var t = `text`;",
  "f(...list);",
  "var { a } = b;",
  "function f(a = 1) {}",
  "function f(...rest) {}",
  "var o = { a };",
  "var o = { ['a']: 1 };",
  "for (var x of list) {}",
  "function* g() {}",
  "var n = 0b1;",
];

/** The bundle with a statement at its beginning. */
function bundleWith(statement: string): string {
  const script = readBuiltFile("browser/jqluster.js");
  const at = script.indexOf('"use strict";');
  return `${script.slice(0, at)}${statement}${script.slice(at)}`;
}

describe("an engine that knows ES5 and no more", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "jqluster-es5-"));
    writeFileSync(
      path.join(folder, "read.js"),
      `try { new Function(read(scriptArgs[0])); print("yes"); } catch (error) { print(error); }`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** @returns `"yes"`, or what the engine cannot read. */
  function canRead(file: string): string {
    const program = findTool(TEST_TOOLS.mujs);
    if (program === undefined) throw new Error("MuJS was not found: run `node scripts/prepare-tests.mjs`");
    return execFileSync(program, [path.join(folder, "read.js"), file], { encoding: "utf8" }).trim();
  }

  test.each(BUNDLES)("reads %s", (name) => {
    expect(canRead(builtFile(name))).toBe("yes");
  });

  test("reads all scripts of the demos", () => {
    const scripts = readdirSync(path.join(PACKAGE_ROOT, "public"), {
      recursive: true,
      encoding: "utf8",
    }).filter((name) => name.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(20);
    const unread = scripts.filter((name) => canRead(path.join(PACKAGE_ROOT, "public", name)) !== "yes");
    expect(unread).toEqual([]);
  });

  test.each(NEWER)("does not read a bundle with `%s`", (statement) => {
    const file = path.join(folder, "newer.js");
    writeFileSync(file, bundleWith(statement));
    expect(canRead(file)).toMatch(/^SyntaxError/);
  });
});

describe("the WebKit of 2016", () => {
  let engine: Engine;
  let page: EnginePage;
  beforeAll(async () => {
    engine = await launchEngine("qtwebkit");
    page = await engine.open();
  });
  afterAll(() => engine.close());

  /** Loads jQuery and a bundle. @returns What `$.jqluster` is then. */
  async function load(script: string): Promise<unknown> {
    await page.goto("about:blank");
    for (const text of [readFileSync(OLDEST_JQUERY.path, "utf8"), script]) {
      await page.run(`var script = document.createElement("script");
        script.text = ${JSON.stringify(text)};
        document.documentElement.appendChild(script);`);
    }
    return page.run("return typeof $.jqluster");
  }

  test.each(BUNDLES)("runs %s", async (name) => {
    expect(await load(readBuiltFile(name))).toBe("function");
  });

  test.each(["var r = /a/u;", "var n = 2 ** 2;", "var f = async function () {};", "try {} catch {}"])(
    "does not run a bundle with `%s`",
    async (statement) => {
      expect(await load(bundleWith(statement))).toBe("undefined");
    },
  );
});

import { type BuildOptions, build } from "esbuild";
import type { Browser } from "playwright-core";
import { collectProblems, launchBrowser, newPerson } from "../support/browser";
import { PACKAGE_ROOT } from "../support/built-files";

/** What a program with a bundler may write, and how it reaches its jQuery afterwards. */
const PROGRAMS = {
  "the plug-in on an imported jQuery": `
    import $ from "jquery";
    import { installPlugin } from "jqluster/jquery";
    installPlugin($);
    window.own = $;`,
  "the plug-in on the slim build": `
    import $ from "jquery/slim";
    import { installPlugin } from "jqluster/jquery";
    installPlugin($);
    window.own = $;`,
  "the plug-in in CommonJS": `
    const $ = require("jquery-3");
    require("jqluster/jquery").installPlugin($);
    window.own = $;`,
  "the script, where jQuery is a global": `
    import "./global-jquery";
    import "jqluster/jqluster.js";
    window.own = window.jQuery;`,
};

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function bundled(contents: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles = [], warnings } = await build({
    stdin: { contents, resolveDir: PACKAGE_ROOT },
    bundle: true,
    write: false,
    logLevel: "silent",
    plugins: [
      {
        name: "global-jquery",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\/global-jquery$/ }, ({ path }) => ({ path, namespace: "test" }));
          onLoad({ filter: /.*/, namespace: "test" }, () => ({
            contents: 'import $ from "jquery"; window.jQuery = $;',
            resolveDir: PACKAGE_ROOT,
          }));
        },
      },
    ],
    ...options,
  });
  expect(warnings).toEqual([]);
  return outputFiles.map(({ text }) => text).join("");
}

test.each(Object.entries(PROGRAMS))("%s can be bundled and runs", async (_, program) => {
  const page = await newPerson(browser);
  const problems = collectProblems(page);
  await page.setContent("<p id=x>text</p>");
  await page.addScriptTag({ content: await bundled(program, { minify: true }) });
  const outcome = await page.evaluate(`(async () => {
    await own.jqluster.init("Alice", "loopback");
    const $alice = own.jqluster("Alice");
    $alice("#x").append("<b>more</b>");
    return [await $alice("#x").text(), own.jqluster.state().transport, own(document).xpath("//p").length];
  })()`);
  expect({ outcome, problems }).toEqual({ outcome: ["textmore", "in page", 1], problems: [] });
  await page.context().close();
});

test("a jQuery that has jQluster keeps it", async () => {
  const page = await newPerson(browser);
  const program = `
    import $ from "jquery";
    import { installPlugin } from "jqluster/jquery";
    const first = installPlugin($);
    window.same = [$.jqluster === first, installPlugin($) === first];
    try { installPlugin({}) } catch (error) { window.refusal = error.name + ": " + error.message; }`;
  await page.addScriptTag({ content: await bundled(program) });
  expect(await page.evaluate("[same, refusal]")).toEqual([
    [true, true],
    "TypeError: installPlugin() takes jQuery",
  ]);
  await page.context().close();
});

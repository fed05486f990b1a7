import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { Browser, Page } from "playwright-core";

const ROOT = join(__dirname, "../../..");

/** The builds of jQuery that pages bring, by the name a test shows. */
export const JQUERY_BUILDS = {
  "1.12": "jquery-1/dist/jquery.js",
  "3.7": "jquery-3/dist/jquery.js",
  "3.7 slim": "jquery-3/dist/jquery.slim.js",
  "4.0": "jquery/dist/jquery.js",
  "4.0 slim": "jquery/dist/jquery.slim.js",
} as const;

/** The name of a build in {@link JQUERY_BUILDS}. */
export type BuildName = keyof typeof JQUERY_BUILDS;

let bundle: string | undefined;

/** A page with a build of jQuery and our modules as the global `chains`. */
export async function openPage(browser: Browser, build: BuildName, html: string): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent(html);
  for (const content of pageScripts(build)) await page.addScriptTag({ content });
  return page;
}

/** The scripts of such a page, in order, for pages that must bring them within their HTML. */
export function pageScripts(build: BuildName): readonly string[] {
  bundle ??= bundleModules();
  return [readFileSync(join(ROOT, "node_modules", JQUERY_BUILDS[build]), "utf8"), bundle];
}

function bundleModules(): string {
  const modules = ["chain", "read", "write", "methods"].map((name) => `./src/client/expressions/${name}`);
  modules.push("./src/client/page/evaluate");
  const contents = modules.map((path) => `export * from ${JSON.stringify(path)};`).join("\n");
  const result = buildSync({
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    format: "iife",
    globalName: "chains",
    write: false,
  });
  return result.outputFiles[0]?.text ?? "";
}

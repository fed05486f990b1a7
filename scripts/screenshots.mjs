// Makes the pictures of the README anew: `npm run build && node scripts/screenshots.mjs`.
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";
import { findTool, TEST_TOOLS } from "./test-tools.cjs";

const root = path.dirname(import.meta.dirname);
const require = createRequire(import.meta.url);
/** @type {typeof import("../src/index.js")} */
const { createService } = require("../dist/index.js");

/** A picture larger than this makes the README slow. */
const MAX_BYTES = 100_000;
const PHONE = { width: 390, height: 844 };

/**
 * Opens a page of the service and waits until it is connected.
 *
 * @typedef {(address: string, size: { width: number, height: number }) => Promise<import("playwright-core").Page>} Open
 */

/** @type {Record<string, (open: Open) => Promise<import("playwright-core").Page>>} */
const PICTURES = {
  async "two-pages"(open) {
    const alice = await open("/two?me=Alice&peer=Bob", { width: 1120, height: 640 });
    const bob = await open("/two?me=Bob&peer=Alice", PHONE);
    await alice.locator("#peer-online", { hasText: /^is there$/ }).waitFor();
    await bob.fill("#say", "Hello Alice! The lamp is on.");
    await bob.click("#switch");
    for (const item of ["Bread", "Milk and honey", "A ladder"]) {
      await bob.fill("#item", item);
      await bob.press("#item", "Enter");
    }
    await alice.click("#list button >> nth=0");
    await alice.fill("#say", "Good morning, Bob!");
    await alice.locator("#list .done").waitFor();
    return alice;
  },
};

const service = createService({ port: 0 });
const { url } = await service.listen();
const executablePath = findTool(TEST_TOOLS.chromium);
if (executablePath === undefined)
  throw new Error("Chromium was not found: run `node scripts/prepare-tests.mjs`");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const [name, make] of Object.entries(PICTURES)) await take(name, make);
} finally {
  await browser.close();
  await service.close();
}

/**
 * @param {string} name
 * @param {(open: Open) => Promise<import("playwright-core").Page>} make
 */
async function take(name, make) {
  const contexts = /** @type {import("playwright-core").BrowserContext[]} */ ([]);
  const page = await make(async (address, viewport) => {
    const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
    contexts.push(context);
    const opened = await context.newPage();
    await opened.goto(new URL(address, url).href);
    return opened;
  });
  await page.evaluate("document.activeElement.blur()");
  await page.evaluate("document.fonts.ready");
  // The first round trips are slow, since everything has just begun.
  await page.locator(".connection-detail", { hasText: /\b\d ms$/ }).waitFor();
  const file = path.join(root, "docs/images", `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled" });
  await Promise.all(contexts.map((context) => context.close()));
  const { size } = statSync(file);
  console.log(`${name}.png: ${Math.ceil(size / 1024)} KiB`);
  if (size > MAX_BYTES) throw new Error(`${name}.png is larger than ${MAX_BYTES} bytes`);
}

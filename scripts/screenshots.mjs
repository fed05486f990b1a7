// Makes the pictures of the README anew: `npm run build && node scripts/screenshots.mjs`.
import { statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";
import { PICTURES } from "./pictures.mjs";
import { findTool, TEST_TOOLS } from "./test-tools.cjs";

const root = path.dirname(import.meta.dirname);
const require = createRequire(import.meta.url);
/** @type {typeof import("../src/index.js")} */
const { createService } = require("../dist/index.js");

/** A picture larger than this makes the README slow. */
const MAX_BYTES = 100_000;
/** How long to wait for round trips to become as fast as they are, in milliseconds. */
const SETTLING_TIME = 6_000;
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
 * @typedef {import("playwright-core").Page} Page
 * @typedef {import("./pictures.mjs").Open} Open
 * @param {string} name
 * @param {(open: Open) => Promise<{ screen: Page, phone?: Page }>} make
 */
async function take(name, make) {
  const contexts = /** @type {import("playwright-core").BrowserContext[]} */ ([]);
  const { screen, phone } = await make(async (address, viewport) => {
    const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
    contexts.push(context);
    const opened = await context.newPage();
    await opened.goto(new URL(address, url).href);
    return opened;
  });
  const wide = await shoot(screen);
  const file = path.join(root, "docs/images", `${name}.png`);
  writeFileSync(file, phone ? await sideBySide(wide, await shoot(phone)) : wide);
  await Promise.all(contexts.map((context) => context.close()));
  const { size } = statSync(file);
  console.log(`${name}.png: ${Math.ceil(size / 1024)} KiB`);
  if (size > MAX_BYTES) throw new Error(`${name}.png is larger than ${MAX_BYTES} bytes`);
}

/** @param {Page} page */
async function shoot(page) {
  await page.evaluate("document.activeElement.blur()");
  await page.evaluate("document.fonts.ready");
  // The first round trips are slow, since everything has just begun; on a busy machine all of them are.
  const settled = page.locator(".connection-detail", { hasText: /\b\d ms$/ });
  await settled.waitFor({ timeout: SETTLING_TIME }).catch(() => {});
  return page.screenshot({ animations: "disabled" });
}

/**
 * A screen, and a phone that stands before it.
 *
 * @param {Buffer} wide
 * @param {Buffer} narrow
 */
async function sideBySide(wide, narrow) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 640 }, deviceScaleFactor: 0.8 });
  /** @param {Buffer} picture */
  const address = (picture) => `data:image/png;base64,${picture.toString("base64")}`;
  await page.setContent(`<style>
    body { margin: 0; background: #e9e6dd; }
    img { position: absolute; box-shadow: 0 10px 30px #0003; }
    .screen { left: 30px; top: 44px; width: 868px; border-radius: 12px; }
    .phone { right: 30px; top: 48px; width: 244px; border: 8px solid #1a1e27; border-radius: 28px; }
  </style><img class="screen" src="${address(wide)}"><img class="phone" src="${address(narrow)}">`);
  await page.waitForLoadState();
  const picture = await page.screenshot();
  await page.close();
  return picture;
}

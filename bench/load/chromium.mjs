import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium as playwright } from "playwright-core";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";

const require = createRequire(import.meta.url);
const ADDRESS = "/bench-page";

/** The file of Chromium; `undefined` where it is not installed. */
export const chromium = findTool(TEST_TOOLS.chromium);

/** The scripts that pages may have. */
export const SCRIPTS = {
  jquery: require.resolve("jquery"),
  jqluster: path.join(import.meta.dirname, "../../dist/browser/jqluster.min.js"),
  socketIo: path.join(
    path.dirname(require.resolve("socket.io-client/package.json")),
    "dist/socket.io.min.js",
  ),
};

/** Starts Chromium. */
export function startChromium() {
  return playwright.launch({
    executablePath: chromium ?? "",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      // The pages come from here and not from the server, and would be taken for strangers to the loopback.
      "--disable-features=LocalNetworkAccessChecks",
    ],
  });
}

/**
 * Opens a page that a server could have served: its address is one of the server, and it needs none of the server's files.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {number} port
 * @param {(keyof typeof SCRIPTS)[]} scripts
 */
export async function openPage(browser, port, scripts) {
  const page = await (await browser.newContext()).newPage();
  const tags = scripts.map((name) => `<script src="${ADDRESS}/${name}"></script>`).join("");
  const body = `<!DOCTYPE html><title>page</title><div id="box">box</div><div id="pad">pad</div>${tags}`;
  await page.route(`**${ADDRESS}`, (route) => route.fulfill({ body, contentType: "text/html" }));
  for (const name of scripts) {
    await page.route(`**${ADDRESS}/${name}`, (route) =>
      route.fulfill({ body: readFileSync(SCRIPTS[name], "utf8"), contentType: "text/javascript" }),
    );
  }
  await page.goto(`http://127.0.0.1:${port}${ADDRESS}`);
  return page;
}

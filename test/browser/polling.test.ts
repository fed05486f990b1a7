import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { openNode, run, type Site, startSite } from "../support/site";

/** The most that Engine.IO's server takes in one request, in bytes. */
const REQUEST_LIMIT = 1_000_000;

let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({ body: "<p></p>" });
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test("what is said at once and is too long for one request goes in several", async () => {
  const [alice] = await Promise.all([
    openNode(browser, site, "Alice", { transports: ["polling"] }),
    openNode(browser, site, "Bob"),
  ]);
  const bytes: number[] = [];
  alice.on("request", (request) => {
    if (request.method() === "POST") bytes.push(request.postDataBuffer()?.length ?? 0);
  });
  const lengths = await run(
    alice,
    `const $bob = $.jqluster("Bob"), text = new Array(60001).join("ü");
    return Promise.all(new Array(9).fill(text).map((text) => $bob("p").text(text).text()))
      .then((texts) => texts.map((text) => text.length))`,
  );
  expect(lengths).toEqual(new Array(9).fill(60_000));
  expect(bytes.reduce((sum, length) => sum + length)).toBeGreaterThan(REQUEST_LIMIT);
  expect(Math.max(...bytes)).toBeLessThanOrEqual(REQUEST_LIMIT);
});

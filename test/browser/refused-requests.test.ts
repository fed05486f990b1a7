import type { Browser, Page } from "playwright-core";
import { launchBrowser, newPerson } from "../support/browser";
import { openNode, run, type Site, startSite } from "../support/site";

/** Requests that are larger get another answer than the server's, as many a proxy and firewall has it. */
const PROXY_LIMIT = 65_536;
const LARGE = `"x".repeat(100_000)`;

let browser: Browser;
let site: Site;
let alice: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  site = await startSite({ body: `<p id="p">text</p>` });
  await openNode(browser, site, "Bob");
  alice = await newPerson(browser);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await site.close();
});

/** Opens Alice's page, whose large requests are answered with a status while `isRefused` says so. */
async function openBehindProxy(status: number, isRefused: () => boolean): Promise<void> {
  await alice.route(/\/socket\.io\//, (route) => {
    const size = route.request().postData()?.length ?? 0;
    return size > PROXY_LIMIT && isRefused() ? route.fulfill({ status, body: "no" }) : route.continue();
  });
  await alice.goto(site.url);
  await run(
    alice,
    `window.lost = []; window.returns = [];
    await $.jqluster.init("Alice", null, { transports: ["polling"] });
    window.$bob = $.jqluster("Bob");
    $.jqluster.on("connect", ({ recovered }) => { returns.push(recovered); });
    $.jqluster.on("error", (error) => { lost.push(error.message); })`,
  );
}

test("what a proxy refuses for ever is given up, and the page goes on", async () => {
  let refused = 0;
  await openBehindProxy(413, () => {
    refused += 1;
    return true;
  });
  const told = await run(
    alice,
    `return $bob("#p").text(${LARGE}).text().catch(({ name, message }) => name + ": " + message)`,
  );
  const lost = "the connection was lost before an answer came";
  expect(told).toBe(`DisconnectedError: ${lost}: the server answered 413`);
  expect(await run(alice, `return $bob("#p").text("small").text()`)).toBe("small");
  expect(refused).toBe(5);
  expect(await run(alice, "return returns")).toEqual([true, true, true, true, false]);
});

test("of an answer that a proxy refuses the page is told that answered", async () => {
  await openBehindProxy(413, () => true);
  const carol = await openNode(browser, site, "Carol");
  await run(alice, `$("#p").text(${LARGE})`);
  await run(carol, `$.jqluster("Alice")("#p").text().catch(() => {})`);
  await alice.waitForFunction("lost.length > 0");
  expect(await run(alice, "return lost")).toEqual([
    "the connection was lost: 1 events and answers of this page may not have arrived",
  ]);
});

test("what a proxy refuses for a while, as one whose server restarts, arrives, and nothing is told", async () => {
  let left = 3;
  await openBehindProxy(502, () => {
    left -= 1;
    return left >= 0;
  });
  expect(await run(alice, `return (await $bob("#p").text(${LARGE}).text()).length`)).toBe(100_000);
  expect(await run(alice, "return lost")).toEqual([]);
  expect(await run(alice, "return returns")).toEqual([true, true, true]);
});

import type { Browser, Page } from "playwright-core";
import { launchBrowser, newPerson } from "../support/browser";
import { openNode, run, type Site, startSite } from "../support/site";
import { until } from "../support/until";

let browser: Browser;
let site: Site;
let alice: Page;
let bob: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  site = await startSite({ body: "<p>text</p>" });
  alice = await openNode(browser, site, "Alice");
  bob = await openNode(browser, site, "Bob", { transports: ["polling"] });
  await run(
    alice,
    `window.$bob = $.jqluster("Bob"); window.states = [];
    await new Promise((resolve) => $bob.watch((online) => { states.push(online); resolve(); }))`,
  );
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await site.close();
});

/** Ends the poll of Bob's page, and keeps it from the next one. */
async function stopPolling(): Promise<void> {
  await bob.evaluate(`{
    const { open, send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, ...rest) {
      this.isPoll = method === "GET";
      return open.call(this, method, ...rest);
    };
    window.stopped = 0;
    XMLHttpRequest.prototype.send = function (...args) {
      if (this.isPoll) stopped += 1;
      else send.apply(this, args);
    };
  }`);
  // Its answer ends the poll that is under way.
  await run(alice, `await $bob("p").text()`);
  await bob.waitForFunction("stopped > 0");
}

test("a page that is left between two polls says so, long before the server would miss it", async () => {
  await stopPolling();
  await bob.goto("about:blank");
  await alice.waitForFunction("states.length > 1");
  expect(await run(alice, "return states")).toEqual([true, false]);
});

test("a page that is kept for the way back connects again when it is shown again", async () => {
  await bob.evaluate(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))`);
  await alice.waitForFunction("states.length > 1");
  await bob.evaluate(`dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`);
  await alice.waitForFunction("states.length > 2");
  expect(await run(alice, "return states")).toEqual([true, false, true]);
  expect(await run(alice, `return await $bob("p").text()`)).toBe("text");
});

test("a page that has loaded does not give up a connection that takes long to come about", async () => {
  const carol = await newPerson(browser);
  await carol.clock.install({ time: 0 });
  await carol.clock.pauseAt(1_000);
  await carol.addInitScript(`addEventListener("DOMContentLoaded", () => $.jqluster.init("Carol"))`);
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let asked = 0;
  await carol.route(/socket\.io/, async (route) => {
    asked += 1;
    await answered;
    await route.continue();
  });
  await carol.goto(site.url);
  await carol.clock.runFor(4_900);
  expect(asked).toBe(1);
  answer();
  await carol.waitForFunction("$.jqluster.state().connected");
});

test("a page that a proxy takes elsewhere does not stay where it was by the poll that is still open", async () => {
  let lost: string | null = null;
  await bob.route(/\/socket\.io\/.*sid=/, (route) => {
    const request = route.request();
    const sid = new URL(request.url()).searchParams.get("sid");
    if (request.method() === "POST") lost ??= sid;
    return sid === lost ? route.fulfill({ status: 400, body: '{"code":1}' }) : route.continue();
  });
  const givenUp: (string | null)[] = [];
  bob.on("requestfailed", (request) => givenUp.push(new URL(request.url()).searchParams.get("sid")));
  await bob.evaluate(`window.returns = 0; $.jqluster.on("connect", () => { returns += 1; })`);
  await bob.evaluate(`{ $.jqluster("Alice")("p").text().catch(() => {}); }`);
  await bob.waitForFunction("returns === 1");
  await until(() => givenUp.includes(lost));
  await until(() => site.jqluster.server.counts.connections === 2);
  expect(await run(alice, `return await $bob("p").text()`)).toBe("text");
});

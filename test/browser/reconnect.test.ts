import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { openNode, run, type Site, startSite } from "../support/site";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe.each([["websocket"], ["polling"]])("over %s", (transport) => {
  let site: Site;
  let alice: Page;
  let bob: Page;

  beforeEach(async () => {
    site = await startSite({ body: `<button id="go">go</button>` });
    const options = { transports: [transport], timeout: 10_000 };
    [alice, bob] = await Promise.all([
      openNode(browser, site, "Alice", options),
      openNode(browser, site, "Bob", options),
    ]);
    await run(
      alice,
      `
      window.$bob = $.jqluster("Bob"); window.seen = []; window.states = [];
      $.jqluster.on("disconnect", () => states.push("disconnect")).on("connect", () => states.push("connect"));
      $bob("#go").on("click", (event, n) => seen.push(n));
      await $bob("body").length`,
    );
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await site.close();
  });

  async function clickIsSeenOnce(n: number): Promise<void> {
    await bob.waitForFunction("$.jqluster.state().connected && $.jqluster.counts().listeners === 1");
    await alice.waitForFunction("$.jqluster.state().connected");
    await run(
      alice,
      `
      let there = false;
      while (!there) there = await $bob("body").length.then(() => true, () => false)`,
    );
    await run(bob, `$("#go").trigger("click", [${n}])`);
    await alice.waitForFunction(`seen.indexOf(${n}) >= 0`);
    await run(alice, `await $bob("body").length`);
    expect(await run(alice, `return seen.filter((seenBefore) => seenBefore === ${n})`)).toEqual([n]);
  }

  test("the server restarts: pages come back, listeners stand, what was under way fails by name", async () => {
    await run(bob, `$.jqluster.release()`);
    await run(
      bob,
      `await $.jqluster.init("Bob", null, { transports: ["${transport}"], allow: (request) => request.method !== "val" })`,
    );
    await site.stop();
    await alice.waitForFunction(`states.length > 0`);
    const queued = run(alice, `return await $bob("#go").text().then((text) => text, (error) => error.name)`);
    await site.start();
    expect(await queued).toMatch(/^go$|NoSuchNodeError/);
    await clickIsSeenOnce(1);
    expect(await run(alice, "return states")).toEqual(["disconnect", "connect"]);
  });

  test("a request under way when the connection goes is rejected as such", async () => {
    await run(
      bob,
      `$.fn.fadeOut = function () { return this; }; window.hold = $("#go").queue("fx", () => {})`,
    );
    const outcome = run(
      alice,
      `return await $bob("#go").promise().then(() => "done", (error) => error.name)`,
    );
    await bob.waitForFunction("true");
    await run(alice, `await $bob("body").length`);
    await site.stop();
    expect(await outcome).toMatch(/DisconnectedError|WentAwayError/);
    await site.start();
  });

  test("airplane mode: the page knows at once, and is back when the network is", async () => {
    await alice.context().setOffline(true);
    await alice.waitForFunction(`states[0] === "disconnect"`);
    await alice.context().setOffline(false);
    await alice.waitForFunction(`states[1] === "connect"`);
    await clickIsSeenOnce(2);
  });

  test("going away and back by the browser's buttons", async () => {
    await bob.goto(`${site.url}?elsewhere`);
    await bob.goBack();
    await run(
      bob,
      `if (!$.jqluster.state().connected) await $.jqluster.init("Bob", null, { transports: ["${transport}"] })`,
    );
    await clickIsSeenOnce(3);
  });
});

test("what is said before there is a connection waits for it", async () => {
  const site = await startSite({ body: "<p>text</p>" });
  const bob = await openNode(browser, site, "Bob");
  const alice = await browser.newPage();
  await alice.goto(site.url);
  const outcomes = await run<string[]>(
    alice,
    `
    $.jqluster.init("Alice");
    const $bob = $.jqluster("Bob");
    const all = [];
    for (let i = 0; i < 1100; i++) all.push($bob("p").text().then((text) => text, (error) => error.name));
    const outcomes = await Promise.all(all);
    return outcomes.filter((outcome, index) => index === 0 || outcome !== outcomes[index - 1])`,
  );
  expect(outcomes).toEqual(["text"]);
  await bob.context().close();
  await alice.context().close();
  await site.close();
});

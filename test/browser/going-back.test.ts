import type { Browser, Page } from "playwright-core";
import { launchBrowser, newPerson } from "../support/browser";
import { run, type Site, startSite } from "../support/site";

/** A page that becomes a node by itself when its address says so: again when it loads anew, but not when it was kept. */
const SCRIPT = `
  const { node, other, transport } = Object.fromEntries(new URLSearchParams(location.search));
  window.heard = [];
  if (node) {
    $.jqluster.init(node, null, { transports: [transport] });
    window.$other = $.jqluster(other);
    $other("#go").on("click", (event, n) => heard.push(n));
    $other.watch((online) => { window.otherIsThere = online; });
  }`;

let site: Site;
beforeAll(async () => {
  site = await startSite({ body: `<button id="go">go</button>`, script: SCRIPT });
});
afterAll(() => site.close());

describe.each([
  ["loads pages anew on the way back", false],
  ["may keep pages for the way back", true],
])("a browser that %s", (_what, keepsPages) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser({ keepsPages });
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(() => browser.close());

  async function open(node: string, other: string, transport: string): Promise<Page> {
    const page = await newPerson(browser);
    await page.goto(`${site.url}?${new URLSearchParams({ node, other, transport })}`);
    return page;
  }

  test.each(["websocket", "polling"])("over %s, back is as if it had never left", async (transport) => {
    const [alice, bob] = await Promise.all([
      open("Alice", "Bob", transport),
      open("Bob", "Alice", transport),
    ]);
    await workTogether(alice, bob, 1);
    await bob.goto(`${site.url}?elsewhere`);
    await alice.waitForFunction("!otherIsThere");
    await bob.goBack({ waitUntil: "commit" });
    await workTogether(alice, bob, 2);
    await bob.goForward({ waitUntil: "commit" });
    await alice.waitForFunction("!otherIsThere");
    await bob.goBack({ waitUntil: "commit" });
    await workTogether(alice, bob, 3);
  });
});

/** Each acts on the other, and hears of each event there once. */
async function workTogether(alice: Page, bob: Page, n: number): Promise<void> {
  // Alice keeps what a page that is gone listened to for a while, so she may have more than one.
  for (const page of [alice, bob]) {
    await page.waitForFunction("window.otherIsThere && $.jqluster.counts().listeners > 0");
  }
  for (const [here, there] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const text = `round ${n}`;
    expect(await run(here, `return await $other("#go").text("${text}").text()`)).toBe(text);
    expect(await run(there, `return $("#go").text()`)).toBe(text);
    await run(there, `$("#go").trigger("click", [${n}])`);
    await here.waitForFunction(`heard.indexOf(${n}) >= 0`);
    await run(here, `await $other("#go").text()`);
    expect(await run(here, `return heard.filter((seen) => seen === ${n})`)).toEqual([n]);
  }
}

import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { openNode, run, type Site, startSite } from "../support/site";

let browser: Browser;
let site: Site;
let alice: Page;
let bobs: Page[];

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({ body: `<button id="go">go</button><p id="text">start</p>` });
  alice = await openNode(browser, site, "Alice");
  bobs = [];
  for (let number = 0; number < 10; number++) {
    const bob = await openNode(browser, site, "Bob", { transports: [number % 2 ? "websocket" : "polling"] });
    await run(bob, `$("#text").text("page ${number}")`);
    bobs.push(bob);
  }
  await run(alice, `window.$bob = $.jqluster("Bob"); window.seen = []`);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

function pageIdOf(page: Page): Promise<string> {
  return run(page, "return $.jqluster.state().pageId");
}

test("ten pages are one node; an event on page 7 is handled on page 7", async () => {
  await run(
    alice,
    `
    $bob("#go").on("click", function (event) {
      $bob(this).text("clicked").parent().find("p").text("here");
      seen.push(event.target.remote_page_id);
    });
    await $bob("body").length`,
  );
  await (bobs[7] as Page).click("#go");
  await (bobs[7] as Page).waitForFunction(`$("#text").text() === "here"`);
  expect(await run(alice, "return seen")).toEqual([await pageIdOf(bobs[7] as Page)]);
  for (const [number, bob] of bobs.entries()) {
    if (number !== 7) expect(await bob.textContent("#text")).toBe(`page ${number}`);
  }
});

test("a change without a page is done on every page", async () => {
  await run(alice, `$bob("body").addClass("all")`);
  await Promise.all(bobs.map((bob) => bob.waitForFunction(`$("body").hasClass("all")`)));
});

test("all() gives the answer of each page with its page, also of those that fail", async () => {
  await run(bobs[3] as Page, `$("#text").attr("id", "other")`);
  const answers = await run<{ page: string; value?: string }[]>(
    alice,
    `return await $bob.all(($page, id) => $page("#text").attr("id").then((text) => text ? $page("#text").text() : "none"))`,
  );
  const expected = await Promise.all(
    bobs.map(async (bob, number) => ({
      page: await pageIdOf(bob),
      value: number === 3 ? "none" : number === 7 ? "here" : `page ${number}`,
    })),
  );
  expect(new Map(answers.map(({ page, value }) => [page, value]))).toEqual(
    new Map(expected.map(({ page, value }) => [page, value])),
  );
});

test("all() of a node that is not there is empty, and failures stand beside values", async () => {
  expect(await run(alice, `return await $.jqluster("Nobody").all(() => 1)`)).toEqual([]);
  const names = await run(
    alice,
    `
    const answers = await $bob.all(($page) => $page("p:nth(").text());
    return answers.map((answer) => answer.error.name)`,
  );
  expect(names).toEqual(Array(10).fill("RemoteError"));
});

test("page() speaks to one page; a page that is gone is told by name", async () => {
  const last = bobs.pop() as Page;
  const id = await pageIdOf(last);
  await run(alice, `await $bob.page(${JSON.stringify(id)})("#text").text("only you").promise()`);
  expect(await last.textContent("#text")).toBe("only you");
  await last.context().close();
  await run(
    alice,
    `await new Promise((resolve) => {
    const again = () => $bob.page(${JSON.stringify(id)})("#text").text().then(again, (error) => resolve(seen.push(error.name)));
    again();
  })`,
  );
  expect(await run(alice, "return seen.pop()")).toMatch(/NoSuchNodeError|WentAwayError/);
});

test("an element of one page is not taken for one of another", async () => {
  const message = await run(
    alice,
    `
    const [first, second] = await $bob.pages();
    const pointer = await $bob.page(first)("#go").get(0);
    try { $bob.page(second)("body").append(pointer) } catch (error) { return error.message }`,
  );
  expect(message).toMatch(/another page/);
});

test("watchPages() tells the pages now, when one comes or leaves, and when this page is connected again", async () => {
  await run(
    alice,
    `window.told = []; window.stop = $.jqluster("Carol").watchPages((pages) => told.push(pages))`,
  );
  const told = (count: number) => alice.waitForFunction(`told.length === ${count}`);
  await told(1);
  const carols = [await openNode(browser, site, "Carol")];
  await told(2);
  carols.push(await openNode(browser, site, "Carol"));
  await told(3);
  const ids = await Promise.all(carols.map(pageIdOf));
  await carols[0]?.context().close();
  await told(4);
  expect(await run(alice, "return told")).toEqual([[], [ids[0]], [...ids].sort(), [ids[1]]]);
  await alice.context().setOffline(true);
  await alice.waitForFunction("!$.jqluster.state().connected");
  await carols[1]?.context().close();
  await alice.context().setOffline(false);
  await alice.waitForFunction("told.length > 4 && told[told.length - 1].length === 0");
  await run(alice, "stop(); window.count = told.length");
  await openNode(browser, site, "Carol");
  await run(alice, `await $.jqluster("Carol").pages()`);
  expect(await run(alice, "return told.length - count")).toBe(0);
});

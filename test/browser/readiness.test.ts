import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { KeptPages } from "../support/kept-pages";
import { openNode, run, type Site, startSite } from "../support/site";

let people: KeptPages;
let site: Site;
let alice: Page;

beforeAll(async () => {
  people = new KeptPages(await launchBrowser());
  site = await startSite({ body: `<button id="go">go</button>` });
});
beforeEach(async () => {
  alice = await openNode(people, site, "Alice");
  await run(alice, `window.$bob = $.jqluster("Bob"); window.seen = []`);
});
afterEach(() => people.leave());
afterAll(async () => {
  await people.close();
  await site.close();
});

function seenOf(count: number) {
  return alice.waitForFunction(`seen.length >= ${count}`);
}

test("a ready callback is called when the other is ready, and at each reload, given the page that is", async () => {
  await run(alice, `$bob(function ($page) { $page("#go").text("ready " + seen.push("ready")); })`);
  const bob = await openNode(people, site, "Bob", { notify: ["Alice"] });
  await seenOf(1);
  await bob.waitForFunction(`$("#go").text() === "ready 1"`);
  await bob.reload();
  await run(bob, `await $.jqluster.init("Bob", null, { notify: ["Alice"] })`);
  await seenOf(2);
  await bob.waitForFunction(`$("#go").text() === "ready 2"`);
  expect(await run(alice, "return seen")).toEqual(["ready", "ready"]);
});

test("a page that is ready already is reported once", async () => {
  await openNode(people, site, "Bob", { notify: ["Alice"] });
  await run(alice, `$bob(() => seen.push("ready")); await $bob("body").length; await $bob("body").length`);
  await seenOf(1);
  expect(await run(alice, "return seen")).toEqual(["ready"]);
});

test("a page that does not notify this one is not reported", async () => {
  await openNode(people, site, "Bob", { notify: ["Carol"] });
  await run(alice, `$bob(() => seen.push("ready")); await $bob("body").length; await $bob("body").length`);
  expect(await run(alice, "return seen")).toEqual([]);
});

test("watch() tells at once, and at every change", async () => {
  await run(alice, `window.stop = $bob.watch((online) => seen.push(online))`);
  await seenOf(1);
  const bob = await openNode(people, site, "Bob");
  await seenOf(2);
  const second = await openNode(people, site, "Bob");
  await bob.context().close();
  await second.context().close();
  await seenOf(3);
  expect(await run(alice, "return seen")).toEqual([false, true, false]);
  await run(alice, `stop(); await $bob.pages()`);
  await openNode(people, site, "Bob");
  expect(await run(alice, "await $bob.pages(); return seen")).toHaveLength(3);
});

test("standing listeners: the target reloads ten times, and each event comes once", async () => {
  const bob = await openNode(people, site, "Bob");
  await run(alice, `$bob("#go").on("click", (event, n) => seen.push(n)); await $bob("body").length`);
  for (let round = 1; round <= 10; round++) {
    await bob.reload();
    await run(bob, `await $.jqluster.init("Bob")`);
    await bob.waitForFunction("$.jqluster.counts().listeners === 1");
    await run(bob, `$("#go").trigger("click", [${round}])`);
    await seenOf(round);
  }
  await run(alice, `await $bob("body").length`);
  expect(await run(alice, "return seen")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("a listener may wait for a node that comes later", async () => {
  await run(
    alice,
    `
    $.jqluster.on("error", (error) => seen.push(error.name));
    $bob("#go").on("click", (event, n) => seen.push(n));
    await $bob.pages()`,
  );
  const bob = await openNode(people, site, "Bob");
  await bob.waitForFunction("$.jqluster.counts().listeners === 1");
  await run(bob, `$("#go").trigger("click", ["late"])`);
  await seenOf(1);
  expect(await run(alice, "return seen")).toEqual(["late"]);
});

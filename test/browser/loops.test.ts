import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { FaultProxy } from "../support/fault-proxy";
import { KeptPages } from "../support/kept-pages";
import { openNode, run, type Site, startSite } from "../support/site";

/** How many statements, questions, handlers and elements: more than may be sent at once, or may wait for answers. */
const MANY = 2_500;

let people: KeptPages;
let site: Site;
let alice: Page;
let bob: Page;

beforeAll(async () => {
  people = new KeptPages(await launchBrowser());
});
afterAll(() => people.close());

// With the limits that a service has when nobody sets any.
beforeEach(async () => {
  site = await startSite({ body: `<ul>${"<li>1</li>".repeat(MANY)}</ul><p id="p"></p>` });
  [alice, bob] = await Promise.all([openNode(people, site, "Alice"), openNode(people, site, "Bob")]);
  await run(bob, `window.seen = []; $(document).on("n", (event, n) => { seen.push(n); });`);
  await run(
    alice,
    `
    window.$bob = $.jqluster("Bob"); window.errors = [];
    $.jqluster.on("error", (error) => errors.push(String(error)));
    await $bob("#p").length`,
  );
});
afterEach(async () => {
  expect(await run(alice, "return errors")).toEqual([]);
  await people.leave();
  await site.close();
});

const numbers = Array.from({ length: MANY }, (_, i) => i);

test("a loop of statements: all arrive in order", async () => {
  await run(alice, `for (let i = 0; i < ${MANY}; i++) $bob(document).trigger("n", [i]);`);
  await bob.waitForFunction(`seen.length >= ${MANY}`);
  expect(await run(bob, "return seen")).toEqual(numbers);
});

test("questions at once: each gets its answer, in order", async () => {
  const answers = await run(
    alice,
    `
    const settled = [];
    const all = Array.from({ length: ${MANY} }, (_, i) => $bob("#p").attr("id").then((id) => settled.push(i) && id));
    return { ids: await Promise.all(all), settled }`,
  );
  expect(answers).toEqual({ ids: Array(MANY).fill("p"), settled: numbers });
});

test("handlers that are attached and taken off: none is left, and the page has had each", async () => {
  await run(
    bob,
    `window.attached = 0; const on = $.fn.on; $.fn.on = function () { attached += 1; return on.apply(this, arguments); }`,
  );
  await run(
    alice,
    `
    for (let i = 0; i < ${MANY}; i++) {
      const handler = () => {};
      $bob("#p").on("click", handler).off("click", handler);
    }
    await $bob("#p").length`,
  );
  expect(await run(bob, "return [attached, $.jqluster.counts().listeners]")).toEqual([MANY, 0]);
  expect(await run(alice, "return $.jqluster.counts().handlers")).toBe(0);
});

test("handlers that stand at once: each hears, also a page that is loaded again, and all are taken off", async () => {
  const areAttached = `$.jqluster.counts().listeners === ${MANY}`;
  const hearFromSome = async () => {
    await run(alice, "window.heard = []");
    await run(bob, `[0, 999, 1000, ${MANY - 1}].forEach((i) => $("#p").trigger("n" + i))`);
    await alice.waitForFunction("heard.length === 4");
    expect(await run(alice, "return heard")).toEqual([0, 999, 1000, MANY - 1]);
  };
  await run(alice, `for (let i = 0; i < ${MANY}; i++) $bob("#p").on("n" + i, () => { heard.push(i); });`);
  await bob.waitForFunction(areAttached);
  await hearFromSome();
  await bob.reload();
  await run(bob, `await $.jqluster.init("Bob")`);
  await bob.waitForFunction(areAttached);
  await hearFromSome();
  await run(alice, `$bob("#p").off(); await $bob("#p").length`);
  expect(await run(bob, "return $.jqluster.counts().listeners")).toBe(0);
});

test("a visit over elements: each is visited, in order", async () => {
  await run(bob, `$("li").text((i) => String(i));`);
  const texts = await run(alice, `return await $bob("li").map((element) => $bob(element).text())`);
  expect(texts).toEqual(numbers.map(String));
});

test.each([
  ["without IDs", ""],
  ["with IDs", `$("li").attr("id", (i) => "item-" + i);`],
])("a visit of siblings %s reads each some few times, however many there are", async (_, prepare) => {
  await run(
    bob,
    `
    ${prepare}
    window.reads = 0;
    const next = Object.getOwnPropertyDescriptor(Node.prototype, "nextSibling");
    const get = function () { reads += 1; return next.get.call(this); };
    Object.defineProperty(Node.prototype, "nextSibling", { ...next, get });`,
  );
  await run(alice, `return await $bob("li").map((element) => $bob(element).text())`);
  const reads = await run(bob, "return reads");
  expect(reads).toBeGreaterThan(MANY);
  expect(reads).toBeLessThan(50 * MANY);
});

test("elements that come, go and move between questions: each question finds what is at its place then", async () => {
  await run(bob, `$("li").text((i) => String(i));`);
  const texts = await run(
    alice,
    `
    const at = (place) => $bob(document).xpath("//html[1]/body[1]/ul[1]/li[" + place + "]");
    const answers = [at(100).text(), at(101).text()];
    at(50).remove();
    answers.push(at(101).text(), at(102).text());
    at(60).before("<li>new</li>");
    answers.push(at(102).text(), at(103).text());
    at(40).insertAfter(at(200));
    answers.push(at(103).text(), at(104).text());
    $bob("ul").before("<ul><li>other</li></ul>");
    answers.push(at(1).text(), at(104).length);
    return await Promise.all(answers)`,
  );
  expect(texts).toEqual(["99", "100", "101", "102", "101", "102", "103", "104", "other", 0]);
  // In turns of their own, with changes by the page.
  await run(
    bob,
    `$("ul").first().remove(); $("ul").html("<li></li>".repeat(200)).children().text((i) => String(i));`,
  );
  const text = `return await $bob(document).xpath("//html[1]/body[1]/ul[1]/li[150]").text()`;
  expect(await run(alice, text)).toBe("149");
  await run(bob, `$("li").first().remove();`);
  expect(await run(alice, text)).toBe("150");
});

test("statements and handlers said offline: all arrive, in order, and all handlers stand", async () => {
  const proxy = await FaultProxy.start(new URL(site.url).host);
  try {
    const carol = await openNode(people, { ...site, url: `http://${proxy.address}/` }, "Carol");
    await run(carol, `window.$bob = $.jqluster("Bob"); await $bob("#p").length`);
    proxy.break("stall before the handshake");
    proxy.bury();
    await carol.waitForFunction("!$.jqluster.state().connected");
    await run(
      carol,
      `
      window.heard = 0;
      for (let i = 0; i < 950; i++) $bob(document).trigger("n", [i]);
      for (let i = 0; i < 150; i++) $bob("#p").on("click", () => { heard += 1; });`,
    );
    proxy.heal();
    await run(carol, `window.dispatchEvent(new Event("online"))`);
    await bob.waitForFunction("seen.length >= 950 && $.jqluster.counts().listeners === 150");
    expect(await run(bob, "return seen")).toEqual(numbers.slice(0, 950));
    await run(bob, `$("#p").trigger("click")`);
    await carol.waitForFunction("heard >= 150");
    await run(carol, `await $bob("#p").length`);
    expect(await run(carol, "return heard")).toBe(150);
  } finally {
    await proxy.close();
  }
});

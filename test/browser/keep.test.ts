import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { OLDEST_JQUERY } from "../support/jquery-versions";
import { KeptPages } from "../support/kept-pages";
import { ORIGINAL_PAGE } from "../support/original-page";
import { openNode, run, type Site, startSite } from "../support/site";

/** Statements that would harm a page if its guards did not hold, as a hostile client puts them on the wire. */
const HOSTILE = [
  `$("#box").append("<img src=x onerror='window.hurt=1'><script>window.hurt=2</script><b>left</b>")`,
  `$("#box").html("<a href='javascript:window.hurt=3'>a</a>")`,
  `$("#link").attr("href", "javascript:window.hurt=4")`,
  `$("#link").attr("onclick", "window.hurt=5")`,
  `window.hurt = 6`,
  `$("#box").each(function () { window.hurt = 7; })`,
  `$("<img src=x onerror='window.hurt=8'>").appendTo("#box")`,
  `$.globalEval("window.hurt=9")`,
  `$("#link").css("background", "url(javascript:window.hurt=10)")`,
];

let people: KeptPages;
let site: Site;
let alice: Page;

beforeAll(async () => {
  people = new KeptPages(await launchBrowser());
});
beforeEach(async () => {
  site = await startSite({
    body: `<p id="box"></p><a id="link" href="#there">link</a>`,
    build: OLDEST_JQUERY,
  });
  alice = await openNode(people, site, "Alice");
});
afterEach(async () => {
  await people.leave();
  await site.close();
});
afterAll(() => people.close());

/** Has the server keep statements as they are, by a client of its own, which then goes. */
async function keepRaw(codes: readonly string[]): Promise<void> {
  const eve = await people.next();
  await eve.goto(site.url);
  await eve.evaluate(ORIGINAL_PAGE);
  await run(
    eve,
    `const socket = new WebSocket(${JSON.stringify(`${site.url.replace("http", "ws")}jqluster`)});
    await new Promise((resolve) => { socket.onopen = resolve; });
    const codes = ${JSON.stringify(codes)};
    const send = (id, type, to, body) =>
      socket.send(JSON.stringify({ message_id: id, message_type: type, from: "Eve", to, body }));
    const kept = new Promise((resolve) => {
      let answers = 0;
      socket.onmessage = () => { answers += 1; if (answers === codes.length + 1) resolve(); };
    });
    send("r", "register", null, { node_id: "Eve" });
    codes.forEach((code, i) => send("k" + i, "select_and_get", "TV", { node_id: "TV", eval_code: code, keep: "k" + i }));
    await kept;`,
  );
  await eve.context().close();
}

/** A page of the node that comes now, with options that are code, when it has all that is kept. */
async function openLate(options = "{}"): Promise<Page> {
  const page = await people.next();
  await page.goto(site.url);
  await run(page, `await $.jqluster.init("TV", null, ${options})`);
  await run(alice, `await $.jqluster("TV")("#box").length`);
  return page;
}

test("guards of a page hold for what is kept by a hostile client", async () => {
  await keepRaw(HOSTILE);
  const page = await openLate();
  await page.click("#link");
  expect(await run(page, "return window.hurt")).toBeUndefined();
  expect(await page.getAttribute("#link", "href")).toBe("#there");
  expect(await page.getAttribute("#link", "onclick")).toBe(null);
  expect(await page.innerHTML("#box")).toMatch(/<a[^>]*>a<\/a>/);
  expect(await page.innerHTML("#box")).not.toMatch(/javascript|onerror|script/);
});

test("a page's own sanitize() and allow() are asked for what is kept, with who has said it", async () => {
  await keepRaw([`$("#box").html("<b>one</b>")`, `$("#link").text("two")`]);
  const page = await openLate(`{
    sanitize: (markup) => { window.markup = markup; return document.createTextNode("clean"); },
    allow: ({ node, method }) => { (window.asked ??= []).push([node, method]); return method !== "text"; },
  }`);
  expect(await run(page, "return [markup, asked.slice(0, 2)]")).toEqual([
    "<b>one</b>",
    [
      ["Eve", "html"],
      ["Eve", "text"],
    ],
  ]);
  expect(await page.textContent("#box")).toBe("clean");
  expect(await page.textContent("#link")).toBe("link");
});

test("a page of the original gets what is kept", async () => {
  await run(alice, `await $.jqluster("TV").keep("a")("#box").text("for later").promise()`);
  const original = await people.next();
  await original.goto(site.url);
  await original.evaluate(ORIGINAL_PAGE);
  await run(
    original,
    `await original.register(${JSON.stringify(`${site.url.replace("http", "ws")}jqluster`)}, "TV")`,
  );
  await original.waitForFunction(`$("#box").text() === "for later"`);
});

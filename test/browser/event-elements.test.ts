import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { KeptPages } from "../support/kept-pages";
import { openNode, run, type Site, startSite } from "../support/site";

const BODY = `
  <ul id="list"><li><button>one</button></li><li><button>two</button></li></ul>
  <form id="form"><input name="nodeName"><input name="parentNode"><b>in a form</b></form>
  <div id="host"></div><iframe id="frame" srcdoc="<p><button>framed</button></p>"></iframe><p style="height: 5000px">`;
const SCRIPT = `
  $("#host")[0].attachShadow({ mode: "open" }).innerHTML = "<i>a</i><p><i>b</i><i>shadowed</i></p>";`;

let people: KeptPages;
let site: Site;
let alice: Page;
let bob: Page;

beforeAll(async () => {
  people = new KeptPages(await launchBrowser());
  site = await startSite({ body: BODY, script: SCRIPT });
});
beforeEach(async () => {
  [alice, bob] = await Promise.all([openNode(people, site, "Alice"), openNode(people, site, "Bob")]);
  await run(
    alice,
    `window.$bob = $.jqluster("Bob");
    window.seen = [];
    /* Notes the element, and what comes of a call on it. */
    window.note = function () { seen.push(this); };
    window.outcome = (call) => { try { return call().promise().then(() => "done", String) } catch (error) { return String(error) } };`,
  );
});
afterEach(() => people.leave());
afterAll(async () => {
  await people.close();
  await site.close();
});

/** Makes Alice listen to clicks on the buttons of the list. */
function listen(): Promise<unknown> {
  return run(alice, `$bob("#list").on("click", "button", note); await $bob("body").length`);
}

/** What comes of a call by Alice on the element that she has seen as the `index`th. */
async function outcome(call: string, index = 0): Promise<unknown> {
  await alice.waitForFunction(`seen.length > ${index}`);
  return run(alice, `return await outcome(() => $bob(seen[${index}])${call})`);
}

/** Loads Bob's page anew; settled when the server has taken leave of the one that Alice has seen an element of. */
async function reload(): Promise<void> {
  await alice.waitForFunction("seen.length > 0");
  await bob.reload();
  await run(alice, "while ((await $bob.pages()).includes(seen[0].remote_page_id));");
}

test("an element that the page took away before is told as such, and acting on it is an error", async () => {
  await run(bob, `$("#list").on("click", "button", function () { $(this).parent().remove() })`);
  await listen();
  await bob.click("#list button");
  expect(await outcome(".scrollTop(1000)")).toMatch(/^TypeError: that element was not on its page/);
  expect(await run(alice, "return seen[0]")).toMatchObject({ remote_type: "none", remote_node_id: "Bob" });
  expect(await run(alice, `return await outcome(() => $bob("#list").append(seen[0]))`)).toMatch(/^TypeError/);
  expect(await run(bob, "return [scrollY, $('#list').text()]")).toEqual([0, "two"]);
});

test("an element stays the one that it was when the list is drawn anew above it", async () => {
  await listen();
  await bob.click("#list li:nth-child(2) button");
  await alice.waitForFunction("seen.length > 0");
  await run(bob, `$("#list").prepend("<li><button>new</button></li>")`);
  expect(await outcome(`.text("changed")`)).toBe("done");
  expect(await run(bob, "return $('#list button').get().map((button) => button.textContent)")).toEqual([
    "new",
    "one",
    "changed",
  ]);
});

test("an element that is taken away later is an error too, and its neighbour stays as it is", async () => {
  await listen();
  await bob.click("#list button");
  await alice.waitForFunction("seen.length > 0");
  await run(bob, `$("#list li").first().remove()`);
  expect(await outcome(`.text("changed")`)).toMatch(/not on this page any more/);
  expect(await run(bob, "return $('#list').text()")).toBe("two");
});

test("a page holds on to the elements of the last 1,000", async () => {
  await listen();
  await run(
    bob,
    `for (let i = 0; i < 500; i++) $("#list").append("<li><button>more</button></li>");
    $("#list button").trigger("click")`,
  );
  await alice.waitForFunction("seen.length === 502");
  // Each click has a button, and all of them a list; 502 and one.
  expect(await outcome(`.text("changed")`)).toBe("done");
  await run(
    bob,
    `for (let i = 0; i < 500; i++) $("#list").append("<li><button>more</button></li>");
    $("#list button").slice(502).trigger("click")`,
  );
  await alice.waitForFunction("seen.length === 1002");
  expect(await outcome(`.text("again")`)).toMatch(/too long ago/);
  expect(await outcome(`.text("changed")`, 1001)).toBe("done");
  expect(
    await run(bob, "return [$('#list button').first().text(), $('#list button').last().text()]"),
  ).toEqual(["changed", "changed"]);
});

test("on a page that is loaded anew the place leads there", async () => {
  await listen();
  await bob.click("#list li:nth-child(2) button");
  await alice.waitForFunction("seen.length > 0");
  await bob.reload();
  await run(bob, `await $.jqluster.init("Bob", null, { transports: ["websocket"] })`);
  expect(await run(alice, `return await outcome(() => $bob("#host").append(seen[0]))`)).toBe("done");
  expect(await run(bob, "return $('#host').text()")).toBe("two");
});

test("what is done with an element whose page was loaded anew is done at its place there", async () => {
  await listen();
  await bob.click("#list li:nth-child(2) button");
  await reload();
  expect(await outcome(`.text("too early")`)).toMatch(/no such node/);
  await run(bob, `await $.jqluster.init("Bob", null, { transports: ["websocket"] })`);
  const texts = `return [].concat(await $bob(seen[0]).text(), await outcome(() => $bob(seen[0]).text("changed")))`;
  expect(await run(alice, texts)).toEqual(["two", "done"]);
  expect(await run(bob, "return $('#list').text()")).toBe("onechanged");
});

test("nobody guesses which of several pages stands in for one that is gone", async () => {
  await listen();
  await bob.click("#list button");
  await reload();
  await run(bob, `await $.jqluster.init("Bob", null, { transports: ["websocket"] })`);
  const other = await openNode(people, site, "Bob");
  expect(await outcome(`.text("changed")`)).toMatch(
    /is gone, and "Bob" has 2 pages: choose one with page\(\)/,
  );
  const texts = await Promise.all([bob, other].map((page) => run(page, "return $('#list').text()")));
  expect(texts).toEqual(["onetwo", "onetwo"]);
  await other.context().close();
});

test("elements of a frame of the same origin and of an open shadow root are pointed to", async () => {
  await run(alice, `$bob("#frame").contents().find("button").on("click", note); await $bob("body").length`);
  await bob.frameLocator("#frame").locator("button").click();
  expect(await outcome(`.text("changed")`)).toBe("done");
  await run(
    alice,
    `$bob("#host").on("picked", function (event, element) { seen.push(element) }); await $bob("body").length`,
  );
  await run(bob, `$("#host").trigger("picked", [$("#host")[0].shadowRoot.querySelector("i + i")])`);
  expect(await outcome(`.text("changed")`, 1)).toBe("done");
  // The place alone leads there as well.
  await run(alice, "seen.forEach((pointer) => { delete pointer.remote_element; })");
  expect(await outcome(`.addClass("found")`)).toBe("done");
  expect(await outcome(`.addClass("found")`, 1)).toBe("done");
  const changed = `[$("#frame").contents().find("button")[0], $("#host")[0].shadowRoot.querySelector("i + i")]`;
  expect(await run(bob, `return ${changed}.map((element) => element.outerHTML)`)).toEqual([
    `<button class="found">changed</button>`,
    `<i class="found">changed</i>`,
  ]);
});

test("fields that are named like members of a form hide no element", async () => {
  const heard: string[] = [];
  bob.on("pageerror", (error) => heard.push(error.message));
  await run(
    alice,
    `$bob("#form").on("click", note); $bob("#form b").on("click", note); await $bob("body").length`,
  );
  // The browser's driver walks through such a form for ever.
  await run(bob, `document.querySelector("#form b").click()`);
  expect(await outcome(`.addClass("inner")`, 0)).toBe("done");
  expect(await outcome(`.addClass("outer")`, 1)).toBe("done");
  await run(alice, "seen.forEach((pointer) => { delete pointer.remote_element; })");
  expect(await outcome(`.addClass("found")`, 0)).toBe("done");
  expect(await outcome(`.addClass("found")`, 1)).toBe("done");
  expect(await run(bob, `return [$("#form b").attr("class"), $("#form").attr("class")]`)).toEqual([
    "inner found",
    "outer found",
  ]);
  expect(heard).toEqual([]);
});

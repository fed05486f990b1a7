import type { Page } from "playwright-core";
import { collectProblems, launchBrowser } from "../support/browser";
import { KeptPages } from "../support/kept-pages";
import { run, type Site, startSite } from "../support/site";

let people: KeptPages;
let page: Page;
let site: Site;

beforeAll(async () => {
  people = new KeptPages(await launchBrowser());
  site = await startSite({ body: `<p id="text">text</p><button id="go">go</button>` });
});
beforeEach(async () => {
  page = await people.next();
  await page.goto(site.url);
});
afterEach(() => people.leave());
afterAll(async () => {
  await people.close();
  await site.close();
});

test("loopback: every node is this page", async () => {
  expect(
    await run(
      page,
      `
    await $.jqluster.init("Alice", "loopback", { notify: ["Bob"] });
    const $bob = $.jqluster("Bob");
    const seen = [];
    $bob("#go").on("click", function () { $bob(this).text("clicked"); seen.push("click"); });
    $bob(() => seen.push("ready"));
    $bob("#text").text("changed");
    const text = await $bob("#text").text();
    $("#go").trigger("click");
    while ((await $bob("#go").text()) !== "clicked" || seen.length < 2);
    return [text].concat(seen.sort())`,
    ),
  ).toEqual(["changed", "click", "ready"]);
});

test("local: the page reaches itself by its own name, and nobody else is there", async () => {
  expect(
    await run(
      page,
      `
    await $.jqluster.init("Alice", "local");
    return [
      await $.jqluster("Alice")("#text").text(),
      await $.jqluster("Bob")("#text").text().catch((error) => error.name),
    ]`,
    ),
  ).toEqual(["text", "NoSuchNodeError"]);
});

test("a page that ends its connection frees what others attached to it", async () => {
  expect(
    await run(
      page,
      `
    await $.jqluster.init("Alice", "loopback");
    const $bob = $.jqluster("Bob");
    $bob("#go").on("click", $.jqluster.handler({ preventDefault: true }, () => {}));
    await $bob("#go").length;
    const click = () => { const event = $.Event("click"); $("#go").trigger(event); return event.isDefaultPrevented(); };
    const prevented = [click()];
    $.jqluster.release();
    prevented.push(click());
    const late = await $bob("#text").text().catch((error) => error);
    return prevented.concat(late.name, late.message)`,
    ),
  ).toEqual([true, false, "DisconnectedError", expect.stringMatching(/released/)]);
});

test("in one page, too, nodes can be watched and their pages be asked for", async () => {
  expect(
    await run(
      page,
      `
    const seen = [];
    $.jqluster.on("message", (direction, message) => seen.push(direction + " " + message.message_type));
    await $.jqluster.init("Alice", "loopback");
    const { pageId } = $.jqluster.state();
    const online = await new Promise((resolve) => $.jqluster("Bob").watch(resolve));
    const pages = await new Promise((resolve) => $.jqluster("Bob").watchPages(resolve));
    const asked = await $.jqluster("Bob").pages();
    return [online, pages[0] === pageId, asked[0] === pageId, await $.jqluster("Bob").page("other")("p").text()
      .catch((error) => error.name), seen.slice(0, 4)]`,
    ),
  ).toEqual([
    true,
    true,
    true,
    "NoSuchNodeError",
    ["sent register", "received register_reply", "sent watch", "received presence"],
  ]);
});

test("init with the same arguments gives the same promise, with others it says why not", async () => {
  expect(
    await run(
      page,
      `
    const first = $.jqluster.init("Alice");
    const same = first === $.jqluster.init("Alice");
    let other;
    try { $.jqluster.init("Bob") } catch (error) { other = error.message }
    await first;
    $.jqluster.release();
    await $.jqluster.init("Bob");
    return [same, other, $.jqluster.state().nodeId]`,
    ),
  ).toEqual([true, expect.stringMatching(/release/), "Bob"]);
});

test.each([
  ["an empty name", `""`, /node ID/],
  ["a transport nobody knows", `"Alice", "ftp://x"`, /"loopback" or "local"/],
  ["an unknown option", `"Alice", null, { timeOut: 3 }`, /timeOut/],
  ["a wrong option", `"Alice", null, { notify: "Bob" }`, /notify/],
])("init with %s says what is wrong", async (_what, args, message) => {
  expect(await run(page, `try { $.jqluster.init(${args}) } catch (error) { return error.message }`)).toMatch(
    message,
  );
});

test("a server that is not there: the promise is rejected in time, and init can be tried again", async () => {
  expect(
    await run(
      page,
      `
    const wrong = location.origin.replace(/\\d+$/, "9");
    const outcome = await $.jqluster.init("Alice", wrong, { timeout: 500 }).catch((error) => error.name);
    await $.jqluster.init("Alice");
    return [outcome, $.jqluster.state().connected]`,
    ),
  ).toEqual(["TimeoutError", true]);
});

test("before init, a remote selector says what to do", async () => {
  expect(await run(page, `try { $.jqluster("Bob") } catch (error) { return error.message }`)).toMatch(/init/);
});

test("release() rejects what waits, and the node is gone", async () => {
  const problems = collectProblems(page);
  expect(
    await run(
      page,
      `
    await $.jqluster.init("Alice");
    const answer = $.jqluster("Alice")("#text").text();
    $.jqluster.release();
    return [await answer.catch((error) => error.name), $.jqluster.state().connected]`,
    ),
  ).toEqual(["DisconnectedError", false]);
  expect(problems).toEqual([]);
});

test("a registration that fails without anybody listening is told on the console", async () => {
  const problems = collectProblems(page);
  await run(
    page,
    `
    const told = new Promise((resolve) => $.jqluster.on("error", resolve));
    $.jqluster.init("Alice", location.origin.replace(/\\d+$/, "9"), { timeout: 300 });
    window.told = (await told).name`,
  );
  expect(await run(page, "return told")).toBe("TimeoutError");
  await page.reload();
  // Waited for from before: on a busy machine the time may be over when run() is.
  const logged = page.waitForEvent("console", (message) => message.text().includes("jQluster"));
  await run(page, `$.jqluster.init("Alice", location.origin.replace(/\\d+$/, "9"), { timeout: 300 })`);
  await logged;
  expect(problems.some((problem) => problem.includes("not registered as"))).toBe(true);
});

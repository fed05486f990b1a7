import type { Page } from "playwright-core";
import { connectedBy, type DemoPages, hasValue, openDemos, PHONE, type Visit } from "../support/demo-pages";
import { until } from "../support/until";

describe("the playground", () => {
  let demos: DemoPages;

  beforeAll(async () => {
    demos = await openDemos();
  });
  afterEach(() => demos.leave());
  afterAll(() => demos.close());

  async function open(visit: Visit = {}, room = demos.room, hash = ""): Promise<Page> {
    const page = await demos.visit(`/playground?room=${room}${hash}`, visit);
    for (const name of ["Alice", "Bob", "Carol"]) {
      const pages = `new Promise((resolve) => { $.jqluster("${name}").watch((on) => on && resolve()); })`;
      await page.evaluate(pages);
    }
    return page;
  }

  async function run(page: Page, snippet: string): Promise<void> {
    await page.fill("#snippet", snippet);
    await page.click("#run");
  }

  const output = (page: Page, text: string | RegExp) =>
    page.locator("#output li", { hasText: text }).waitFor();

  it("runs a snippet on the framed pages, and shows its value and its messages", async () => {
    const page = await open();
    const bob = page.frameLocator("#bob");
    await run(
      page,
      '$bob("#box").text("It\\\'s here").addClass("seen");\nvar text = await $bob("#box").text();\nshow("got " + text);\n$bob("li").length',
    );
    await bob.locator("#box.seen", { hasText: "It's here" }).waitFor();
    await output(page, "got It's here");
    await output(page, /^3$/);
    const sent = page.locator(".wire-row.sent", { hasText: '$("#box").text("It\'s here").addClass("seen")' });
    await sent.locator("td", { hasText: /^\d+ B$/ }).waitFor();
    await page
      .locator(".wire-row.received td", { hasText: /ms later$/ })
      .first()
      .waitFor();
  });

  /** Runs a snippet, and waits until its results are these. */
  async function gives(page: Page, snippet: string, ...results: string[]): Promise<void> {
    await run(page, snippet);
    const lines = page.locator("#output li:not(.waits)");
    await lines.nth(results.length - 1).waitFor();
    expect(await lines.allTextContents()).toEqual(results);
  }

  it("shows what a line gives, in the order of the lines, also where it waits for it", async () => {
    const page = await open();
    await gives(page, 'await $bob("li").length', "3");
    await gives(page, 'await $bob("#box").attr("missing")', "undefined");
    await gives(page, '$alice("#title").text()\n$bob("#title").text();\n1 + 2', '"Alice"', '"Bob"', "3");
    await gives(page, 'show((await $bob("li").length) + 4 - -await $carol("li").length)', "10");
    await gives(page, '$bob("#box").text(await $alice("#title").text());\n$bob("#box").text()', '"Alice"');
    await gives(
      page,
      'const ask = async (id) => { const text = await $bob(id).text(); return text + "!"; };\nawait ask("#title")',
      '"Bob!"',
    );
    await gives(
      page,
      '$carol("li").map(async function () { return await $carol(this).text(); })',
      '["Bread","Milk","A ladder"]',
    );
    await gives(
      page,
      'await $bob("#x:nth(").text();\nshow("not reached")',
      expect.stringMatching(/^RemoteError/),
    );
  });

  const marks = (page: Page, name: string, text: string) =>
    page
      .frameLocator(name)
      .locator("body.marked #box", { hasText: text })
      .locator('b[style*="color"]')
      .waitFor();

  const MARK =
    '.html("<b>first</b>").find("b").css("color", "red").closest("body").addClass("marked").find("#note").val("noted");';

  it("shows the same after a reload, and to those who come late", async () => {
    const page = await open();
    await run(page, `$bob("#box")${MARK}`);
    await marks(page, "#bob", "first");
    await page.reload();
    await marks(page, "#bob", "first");
    expect(await page.inputValue("#snippet")).toBe(`$bob("#box")${MARK}`);
    const late = await open({ device: PHONE, polling: true });
    await marks(late, "#bob", "first");
    await hasValue(late.frameLocator("#bob").locator("#note"), "noted");
    await page.click("#anew");
    for (const each of [page, late]) {
      await each.frameLocator("#bob").locator("body:not(.marked) #box", { hasText: "#box" }).waitFor();
    }
  });

  it("shows the same after a lost connection", async () => {
    const page = await open();
    const late = await open({ device: PHONE, polling: true });
    await run(page, `$bob("#box")${MARK}`);
    for (const each of [page, late]) await marks(each, "#bob", "first");
    await late.context().setOffline(true);
    await late.locator(".connection", { hasText: "Reconnecting" }).waitFor();
    await run(page, '$bob("#box b").text("second");\n$carol("li").first().remove();');
    await marks(page, "#bob", "second");
    await late.context().setOffline(false);
    await marks(late, "#bob", "second");
    for (const each of [page, late]) {
      await each.frameLocator("#carol").locator("li:first-child", { hasText: "Milk" }).waitFor();
    }
  });

  it("says that there is no connection, and keeps what listens until it is back", async () => {
    const page = await open();
    await run(page, '$bob("#go").on("click", function () { $bob(this).text("heard"); });');
    await page.locator(".wire-row.received", { hasText: "select_and_listen_reply" }).waitFor();
    // One that still polls would ask for a connection that the server has ended, which is an error on the console.
    for (const frame of page.frames()) {
      await frame.waitForFunction(`$.jqluster.state().transport === "websocket"`);
    }
    await page.context().setOffline(true);
    await page.locator(".connection", { hasText: "Reconnecting" }).waitFor();
    await page.click("#run");
    await page.locator("#output .error", { hasText: "There is no connection" }).waitFor();
    await page.context().setOffline(false);
    const go = page.frameLocator("#bob").locator("#go");
    await until(async () => {
      await go.click();
      return (await go.textContent()) === "heard";
    });
  });

  it("runs handlers that a snippet attaches, and takes them away before the next", async () => {
    const page = await open({ polling: true });
    await connectedBy(page, "long-polling");
    const go = page.frameLocator("#bob").locator("#go");
    await run(
      page,
      '$bob("#go").on("click", (event) => { $bob("#note").val(event.type); $alice("#box").text("told"); });',
    );
    await page.locator(".wire-row.received", { hasText: "select_and_listen_reply" }).waitFor();
    await go.click();
    await page.frameLocator("#alice").locator("#box", { hasText: "told" }).waitFor();
    await run(page, '$carol("li").map(function () { return $carol(this).text(); });');
    await output(page, '["Bread","Milk","A ladder"]');
    expect(await page.evaluate("$.jqluster.counts().handlers")).toBe(0);
  });

  it("says in which line something is not understood, and runs no script", async () => {
    const page = await open();
    const wrong: [snippet: string, answer: RegExp][] = [
      ['$bob("#box")\n  .text(;', /line 2: expected an expression, found ;/],
      ["alert(1)", /alert is not known/],
      ['show.constructor("alert(1)")()', /constructor cannot be used/],
      ['document.write("x")', /write cannot be used/],
      ['$bob("#box").text(`x`)', /line 1: ` is not understood/],
      ['$dave("#box").hide()', /\$dave is not known/],
      ['$bob("#box").attr("onclick", "x()").promise()', /RefusedError/],
    ];
    for (const [snippet, answer] of wrong) {
      await run(page, snippet);
      await page.locator("#output .error", { hasText: answer }).waitFor();
    }
  });

  it("has snippets to begin with, and is shared by a link, also with a phone", async () => {
    const page = await open();
    for (const title of ["Change", "Ask", "Every element"]) {
      await page.click(`#snippets >> text="${title}"`);
      await page.click("#run");
    }
    await page.frameLocator("#carol").locator("li", { hasText: "Entry 3" }).waitFor();
    expect(await page.locator("#output .error").count()).toBe(0);

    const phone = await open({ device: PHONE }, "else", new URL(page.url()).hash);
    await phone.tap("#run");
    await phone.frameLocator("#carol").locator("li", { hasText: "Entry 3" }).waitFor();
  });
});

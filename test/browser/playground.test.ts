import type { Page } from "playwright-core";
import { connectedBy, type DemoPages, openDemos, PHONE, type Visit } from "../support/demo-pages";

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
      const pages = `new Promise((resolve) => { $.jqluster("${name} ${room}").watch((on) => on && resolve()); })`;
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

import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { OLDEST_JQUERY } from "../support/jquery-versions";
import { KeptPages } from "../support/kept-pages";
import { ORIGINAL_PAGE } from "../support/original-page";
import { type OriginalServer, startOriginalServer } from "../support/original-server";
import { openNode, run, type Site, startSite } from "../support/site";

const BODY = `<ul><li>one</li><li>two</li></ul><button id="go">go</button><div><p>text</p></div>`;

let people: KeptPages;
let site: Site;

beforeAll(async () => {
  people = new KeptPages(await launchBrowser());
  site = await startSite({ body: BODY, build: OLDEST_JQUERY });
});
afterEach(() => people.leave());
afterAll(async () => {
  await people.close();
  await site.close();
});

describe("a page of the original, on our server", () => {
  let ours: Page;
  let original: Page;

  beforeEach(async () => {
    ours = await openNode(people, site, "Ours", { notify: ["Original"] });
    original = await people.next();
    await original.goto(site.url);
    await original.evaluate(ORIGINAL_PAGE);
    const url = `${site.url.replace("http", "ws")}jqluster`;
    expect(await run(original, `return await original.register("${url}", "Original")`)).toEqual({
      error: null,
      in_reply_to: 1,
    });
    await run(ours, `window.$other = $.jqluster("Original"); window.seen = []`);
    await run(original, "window.seen = []");
  });

  test("gets values from our page, and changes it", async () => {
    const results = await run(
      original,
      `return [
      await original.get("Ours", '$("ul").find("li").eq(1).text()'),
      await original.get("Ours", '$("li").length'),
      await original.get("Ours", '$(window).width() ').then((body) => body.result > 0),
      await original.get("Ours", '$(document).xpath("//html[1]/body[1]/div[1]/p[1]").css("color","red").text()'),
    ]`,
    );
    expect(results).toEqual([
      { error: null, result: "two", in_reply_to: expect.any(Number) },
      { error: null, result: 2, in_reply_to: expect.any(Number) },
      true,
      { error: null, result: "text", in_reply_to: expect.any(Number) },
    ]);
    expect(await ours.getAttribute("p", "style")).toContain("red");
  });

  test("is told why what it asks cannot be", async () => {
    const [absent, script] = await run<{ error: string; result: unknown }[]>(
      original,
      `return [
      await original.get("Nobody", '$("p").text()'),
      await original.get("Ours", 'window.hit = 1'),
    ]`,
    );
    expect(absent).toEqual({
      error: expect.stringMatching(/Nobody/),
      result: null,
      in_reply_to: expect.any(Number),
    });
    expect(script?.error).toMatch(/position 0/);
  });

  test("listens to our page, and acts on the element by its pointer", async () => {
    await run(
      original,
      `await original.listen("Ours", '$("li")', "on", ["click"], function (event) {
      seen.push([event.type, this.remote_type, this.remote_node_id]);
      original.get("Ours", '$(document).xpath("' + this.remote_xpath + '").text("clicked")');
    })`,
    );
    await ours.click("li >> nth=1");
    await ours.waitForFunction(`$("li").eq(1).text() === "clicked"`);
    expect(await run(original, "return seen")).toEqual([["click", "xpath", "Ours"]]);
  });

  test("runs each() and effects with callbacks on our page", async () => {
    await run(
      original,
      `
      await original.listen("Ours", '$("li")', "each", [], function (index) { seen.push(index); });
      await original.listen("Ours", '$("p")', "fadeOut", [10], function () { seen.push("faded"); });`,
    );
    await original.waitForFunction("seen.length === 3");
    expect(await run(original, "return seen")).toEqual([0, 1, "faded"]);
  });

  test("is driven by our page: values, chains, events, visiting", async () => {
    expect(
      await run(
        ours,
        `return [
      await $other("ul").children("li").first().text(),
      await $other("#go").addClass("x").hasClass("x"),
      await $other("li").map(function () { return $other(this).text(); }),
    ]`,
      ),
    ).toEqual(["one", true, ["one", "two"]]);
    await run(
      ours,
      `
      $other("#go").on("click", function (event) { seen.push(event.type); $other(this).text("clicked"); });
      await $other("p").text()`,
    );
    await original.click("#go");
    await original.waitForFunction(`$("#go").text() === "clicked"`);
    expect(await run(ours, "return seen")).toEqual(["click"]);
  });

  test("readiness both ways", async () => {
    expect(
      await run(
        original,
        `return [
      (await original.get("Ours", '$(document).data("jqluster-readiness-callback-managers")["Ours"]._isNotifying("Original")')).result,
      (await original.get("Ours", '$(document).data("jqluster-readiness-callback-managers")["Ours"]._isNotifying("Someone")')).result,
    ]`,
      ),
    ).toEqual([true, false]);
    await run(
      original,
      `original.managers["Original"] = {
      _isNotifying: (node) => node === "Ours",
      _beNotified: (node) => { seen.push(node); },
    }`,
    );
    await run(ours, `$other(function ($page) { seen.push("ready"); })`);
    await ours.waitForFunction("seen.length === 1");
    await run(
      original,
      `await original.get("Ours", '$(document).data("jqluster-readiness-callback-managers")["Ours"]._beNotified("Original")')`,
    );
    expect(await run(ours, "return seen")).toEqual(["ready", "ready"]);
    await ours.reload();
    await run(ours, `await $.jqluster.init("Ours", null, { notify: ["Original"] })`);
    await original.waitForFunction("seen.length === 1");
    expect(await run(original, "return seen")).toEqual(["Ours"]);
  });
});

describe("our pages, on a server of the original", () => {
  let server: OriginalServer;
  let alice: Page;
  let bob: Page;

  beforeEach(async () => {
    server = await startOriginalServer();
    [alice, bob] = await Promise.all([people.next(), people.next()]);
    for (const [page, node] of [
      [bob, "Bob"],
      [alice, "Alice"],
    ] as const) {
      await page.goto(site.url);
      await run(page, `await $.jqluster.init("${node}", "${server.url}", { notify: ["Alice"] })`);
    }
    await run(alice, `window.$bob = $.jqluster("Bob"); window.seen = []`);
  });
  afterEach(() => server.close());

  test("values, changes, events, off, readiness and errors work", async () => {
    await run(
      alice,
      `
      $bob(() => seen.push("ready"));
      $bob("#go").on("click", function () { seen.push("click"); $bob(this).text("clicked"); });
      seen.push(await $bob("li").last().text());
      await $.jqluster("Nobody")("p").text().catch((error) => seen.push(error.name));`,
    );
    await bob.click("#go");
    await bob.waitForFunction(`$("#go").text() === "clicked"`);
    await run(alice, `$bob("#go").off("click"); await $bob("p").text()`);
    await bob.click("#go");
    await run(alice, `await $bob("p").text()`);
    expect((await run<string[]>(alice, "return seen")).sort()).toEqual([
      "NoSuchNodeError",
      "click",
      "ready",
      "two",
    ]);
  });

  test("a listener for a node that is not there is told, since nobody would tell when it comes", async () => {
    await run(
      alice,
      `
      $.jqluster.on("error", (error) => seen.push(error.name));
      $.jqluster("Nobody")("#go").on("click", () => {});`,
    );
    await alice.waitForFunction("seen.length === 1");
    expect(await run(alice, "return [seen, $.jqluster.counts().handlers]")).toEqual([["NoSuchNodeError"], 0]);
  });
});

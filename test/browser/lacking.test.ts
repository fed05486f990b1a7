import { readdirSync } from "node:fs";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createService, type Service } from "../../src/service/service";
import { launchBrowser, openContext } from "../support/browser";
import { connectedBy, type DemoPages, hasValue, openDemos, PHONE } from "../support/demo-pages";
import { REMOVE_NEWER_FEATURES } from "../support/old-browser";

const PUBLIC = path.join(__dirname, "../../public");

const PATHS = readdirSync(PUBLIC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".html"))
  .map((file) => `/${path.basename(file, ".html").replace(/^index$/, "")}`)
  .sort();

/** Who the pages are that have to be told. */
const QUERIES: Readonly<Record<string, string>> = { "/two": "?me=A&peer=B", "/target": "?me=Tested" };

const NO_CANVAS = "HTMLCanvasElement.prototype.getContext = function () { return null; };";

/** What Internet Explorer 11 lacks, and televisions of its time. It had `matches` under another name. */
const AS_OF_2013 = `Element.prototype.msMatchesSelector = Element.prototype.matches;
  ${REMOVE_NEWER_FEATURES}
  ["PointerEvent", "MutationObserver", "DOMParser", "Blob", "matchMedia", "requestAnimationFrame", "performance",
    "AudioContext"].forEach(function (name) { delete window[name]; });
  ["clipboard", "vibrate", "wakeLock", "sendBeacon"].forEach(function (name) { delete Navigator.prototype[name]; });
  ["requestFullscreen", "webkitRequestFullscreen", "webkitRequestFullScreen"].forEach(function (name) {
    delete Element.prototype[name];
  });
  delete HTMLDialogElement.prototype.showModal;
  delete CSS.supports;
  delete Document.prototype.fonts;
  delete History.prototype.replaceState;
  window.document.execCommand = function () { return false; };`;

/** As where cookies and storage are switched off: to ask for it throws. */
const NO_STORAGE = `["localStorage", "sessionStorage"].forEach(function (name) {
  Object.defineProperty(window, name, { get: function () { throw new Error(name + " is refused"); } });
});`;

const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };

const cannot = (page: Page) => page.locator(".cannot");

describe("a demo in a browser that lacks something", () => {
  let demos: DemoPages;
  beforeAll(async () => {
    demos = await openDemos();
  });
  afterEach(() => demos.leave());
  afterAll(() => demos.close());

  function visit(where: string, initScript: string, device: BrowserContextOptions = DESK): Promise<Page> {
    return demos.visit(`${where}${where.includes("?") ? "&" : "?"}room=${demos.room}`, {
      initScript,
      device,
    });
  }

  /** Waits until a page says that it is connected. The one that the playground acts on is asked for. */
  async function connected(page: Page): Promise<void> {
    if (page.url().includes("/target")) {
      const other = await visit("/playground", "");
      await other.locator('.connection[data-state="connected"]').waitFor({ state: "attached" });
      await other.evaluate(
        `new Promise((resolve) => $.jqluster("Tested").watch((isThere) => isThere && resolve()))`,
      );
    } else await page.locator('.connection[data-state="connected"]').waitFor({ state: "attached" });
  }

  it.each(PATHS)(
    "%s connects without canvas, storage and what came after 2013, and nothing goes wrong",
    async (where) => {
      const page = await visit(`${where}${QUERIES[where] ?? ""}`, `${NO_CANVAS}${NO_STORAGE}${AS_OF_2013}`);
      await connected(page);
      expect(await cannot(page).count()).toBe(/draw|game/.test(where) ? 1 : 0);
    },
  );

  it("tells without a canvas that lines do not show, and draws for others by keyboard all the same", async () => {
    const [here, there] = [await visit("/draw", NO_CANVAS), await visit("/draw", "")];
    await cannot(here).filter({ hasText: "no canvas, so lines do not show here" }).waitFor();
    await here.focus("#paper");
    for (const key of ["Space", "ArrowRight", "ArrowDown", "Space"]) await here.keyboard.press(key);
    for (const page of [here, there]) await page.locator("#count", { hasText: "1 line" }).waitFor();
    await here.focus("#undo");
    await here.keyboard.press("Enter");
    for (const page of [here, there]) await page.locator("#count", { hasText: "0 lines" }).waitFor();
    expect(await cannot(there).count()).toBe(0);
  });

  it.each([
    ["a canvas", NO_CANVAS, 1],
    ["what came after 2013", AS_OF_2013, 0],
  ])(
    "without %s shows players and scores of the game, and says what is missing",
    async (_what, script, lines) => {
      const page = await visit("/game?single=1", script);
      const sentence = "no canvas: it shows the players and the scores";
      expect(await cannot(page).filter({ hasText: sentence }).count()).toBe(lines);
      await page.locator(".score").waitFor();
      await page.click("#start");
      await page.keyboard.down("ArrowRight");
      await page.locator(".score b", { hasText: /^[1-9]/ }).waitFor();
      await page.keyboard.up("ArrowRight");
      await page.locator(".player").waitFor({ state: "attached" });
    },
  );

  it.each([
    ["DOMParser", "delete window.DOMParser;"],
    ["what came after 2013", AS_OF_2013],
  ])("without %s has all of the slides on one page", async (_what, script) => {
    const page = await visit("/slides?single=1", script);
    await page.click("#turn");
    await page.locator("#place", { hasText: "2 / 5" }).waitFor();
    await page.locator("#seen-at", { hasText: "Slide 2" }).waitFor();
  });

  it("runs snippets that wait without Promise, in the playground", async () => {
    const page = await visit("/playground", AS_OF_2013);
    await page.frameLocator("#bob").locator("#title", { hasText: "Bob" }).waitFor();
    await page.locator('.connection[data-state="connected"]').waitFor();
    await page.fill(
      "#snippet",
      `var ask = async function () { var text = await $bob("#box").text(); return text + "!"; };
       show(await ask());`,
    );
    await page.click("#run");
    await page.locator("#output li", { hasText: "#box!" }).waitFor();
    expect(await page.locator("#output .error").count()).toBe(0);
    // The sizes of messages, without Blob.
    await page
      .locator(".wire-row td", { hasText: /^\d+ B$/ })
      .first()
      .waitFor();
    await page.click("#share");
    await page.locator(".notice", { hasText: "The address of this page now has the snippet." }).waitFor();
    expect(decodeURIComponent(page.url())).toContain("var ask = async function");
  });

  it("copies by a selection, without navigator.clipboard", async () => {
    const page = await visit("/playground", "delete Navigator.prototype.clipboard;");
    const snippet = await page.inputValue("#snippet");
    await page.click("#share");
    await page.locator(".notice", { hasText: "The link is copied." }).waitFor();
    await page.fill("#snippet", "");
    await page.focus("#snippet");
    await page.keyboard.press("Control+V");
    // Without the room.
    const link = `${demos.url}playground#${encodeURIComponent(snippet)}`;
    await hasValue(page.locator("#snippet"), link);

    await page.locator("button", { hasText: "Show the code" }).click();
    await page.locator(".code-row button", { hasText: "Copy" }).first().click();
    await page.locator(".code-row button", { hasText: "Copied" }).waitFor();
    const lines = await page.locator(".code-part pre").first().textContent();
    await page.keyboard.press("Escape");
    await page.fill("#snippet", "");
    await page.focus("#snippet");
    await page.keyboard.press("Control+V");
    await hasValue(page.locator("#snippet"), lines ?? "");
  });

  it("shows the script itself, without dialogs", async () => {
    const page = await visit("/chat", AS_OF_2013);
    await page.locator("button", { hasText: "Show the code" }).click();
    await page.waitForURL("**/demos/chat/chat.js");
  });

  it.each([
    ["a desk", DESK],
    ["a phone", PHONE],
  ])("has the line above the page, without a gap or a scroll bar: %s", async (_name, device) => {
    const page = await visit("/draw", NO_CANVAS, device);
    await connectedBy(page, "WebSocket");
    const [line, bar, board] = await Promise.all(
      [".cannot", ".bar", ".board"].map((selector) => page.locator(selector).boundingBox()),
    );
    expect(line?.y).toBeGreaterThanOrEqual((bar?.y ?? 0) + (bar?.height ?? 0));
    expect((line?.y ?? 0) + (line?.height ?? 0)).toBeLessThanOrEqual(board?.y ?? 0);
    expect(
      await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
    ).toBe(0);
  });
});

describe("a demo that cannot run at all", () => {
  let service: Service;
  let url: string;
  let browser: Browser;
  beforeAll(async () => {
    service = createService({ port: 0 });
    [{ url }, browser] = await Promise.all([service.listen(), launchBrowser()]);
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  it("says so where jQuery cannot run", async () => {
    const page = await (await openContext(browser)).newPage();
    await page.route("**/jquery.min.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: `throw new Error("too old");` }),
    );
    for (const where of PATHS) {
      await page.goto(new URL(where, url).href);
      await cannot(page).filter({ hasText: "needs jQuery and jQluster" }).waitFor();
      expect(await cannot(page).count()).toBe(1);
    }
  });

  it("says so where scripts are off", async () => {
    const page = await (await openContext(browser, { javaScriptEnabled: false })).newPage();
    for (const where of PATHS) {
      await page.goto(new URL(where, url).href);
      await cannot(page).filter({ hasText: "needs JavaScript" }).waitFor();
    }
  });
});

import type { Browser, Page } from "playwright-core";
import { createService, type Service } from "../../src/service/service";
import { collectProblems, launchBrowser, newPerson } from "../support/browser";
import { connectedBy, hasValue } from "../support/demo-pages";
import { type ServedTestFolder, startTestFolder } from "../support/folder";
import { startNginx } from "../support/nginx";
import type { RunningProxy } from "../support/proxy-program";
import { snippetsOf } from "../support/snippets";

/** A page as it is written for any place: its addresses are relative. */
const pageAt = (top: string, style = "") => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>page</title>${style}<link rel="icon" href="data:,"></head><body>
<script src="${top}jqluster/jquery.min.js"></script><script src="${top}jqluster/jqluster.min.js"></script>
<script>$.jqluster.init("TV", null, { path: "/site/socket.io" });</script></body></html>`;

let browser: Browser;
let nginx: RunningProxy;
let problems: readonly string[];
/** How many of them are those of tests before. */
let reported = 0;
/** What was asked for outside the prefix. */
const strays: string[] = [];
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  // One for all tests: what the demos share is loaded once.
  page = await newPerson(browser);
  problems = collectProblems(page);
  const note = (url: string) => {
    if (/^(https?|wss?):/.test(url) && !new URL(url).pathname.startsWith("/site/")) strays.push(url);
  };
  page.on("request", (request) => note(request.url()));
  page.on("websocket", (socket) => note(socket.url()));
});
afterEach(async () => {
  await page.goto("about:blank");
  const found = { problems: problems.slice(reported), strays: strays.splice(0) };
  reported = problems.length;
  expect(found).toEqual({ problems: [], strays: [] });
});
afterAll(() => browser.close());

/** Starts nginx before a service, as the documentation configures it. */
async function startBefore(url: string): Promise<void> {
  const [configuration] = snippetsOf("docs/deploying.md").filter(({ name }) => name === "Below a prefix 1");
  nginx = await startNginx(String(configuration?.code).replace("127.0.0.1:3000", new URL(url).host));
}

const visit = (path: string) => page.goto(`http://${nginx.address}/site/${path}`);

describe("the demos", () => {
  let service: Service;

  beforeAll(async () => {
    service = createService({ port: 0 });
    await startBefore((await service.listen()).url);
  });
  afterAll(async () => {
    await nginx.stop();
    await service.close();
  });

  test.each([
    "",
    "?transport=polling",
    "pane?me=Alice&peer=Bob",
    "two?me=Alice&peer=Bob",
    "slides",
    "remote.html",
    "audience",
    "game",
    "pad",
    "draw",
    "chat",
    "playground",
  ])("/site/%s is connected, with all that it is made of", async (path) => {
    await visit(path);
    await connectedBy(page, path.includes("polling") ? "long-polling" : "WebSocket");
    const showCode = page.locator("button", { hasText: "Show the code" });
    if ((await showCode.count()) > 0) {
      await showCode.click();
      await page.locator(".code-dialog .code").first().waitFor();
    }
  });

  test("the home page has two panes that move each other, and leads to every demo and back", async () => {
    await visit("");
    await page.frameLocator("#alice").locator("#note").fill("Hello");
    await hasValue(page.frameLocator("#bob").locator("#note"), "Hello");
    const links = await page
      .locator("a.demo")
      .evaluateAll((found) => found.map((a) => (a as HTMLAnchorElement).pathname));
    expect(links.sort()).toEqual(
      ["chat", "draw", "game", "playground", "slides", "two"].map((name) => `/site/${name}`),
    );
    await page.click('a.demo[href="draw"]');
    await connectedBy(page, "WebSocket");
    await page.click(".bar-home");
    await page.waitForURL((url) => url.pathname === "/site/");
  });

  test("a demo is all on one page", async () => {
    await visit("slides?single=1");
    await connectedBy(page, "within this page");
    await page.click(".reaction[value=star]");
    await page.locator("#tally", { hasText: "1" }).waitFor();
  });
});

describe("a folder", () => {
  let folder: ServedTestFolder;

  beforeAll(async () => {
    folder = await startTestFolder(
      {
        "tv.html": pageAt("", '<link rel="stylesheet" href="tv.css">'),
        "tv.css": "body { color: red }",
        "deep/er/phone.html": pageAt("../../"),
      },
      ["--demos"],
    );
    await startBefore(folder.url);
  });
  afterAll(async () => {
    await nginx.stop();
    await folder.close();
  });

  test.each([
    ["", "tv.html", "/site/tv"],
    ["deep/", "er/phone.html", "/site/deep/er/phone"],
    ["deep", "er/phone.html", "/site/deep/er/phone"],
  ])("the list at /site/%s leads to its pages and knows who is on them", async (path, listed, leads) => {
    await visit(path);
    const item = page.locator(`[data-page$="${listed}"]`);
    expect(await item.locator(".address").textContent()).toBe(`http://${nginx.address}${leads}`);
    const other = await newPerson(browser);
    await other.goto(`http://${nginx.address}${leads}`);
    await item.locator(".who", { hasText: "open once, as TV" }).waitFor();
    await other.context().close();
    await item.locator("a").click();
    await page.waitForURL((url) => url.pathname === leads);
    await page.waitForFunction("$.jqluster.state().connected");
  });

  test("an open page follows its files", async () => {
    await visit("tv");
    await page.waitForFunction(`$("body").css("color") === "rgb(255, 0, 0)"`);
    folder.write("tv.css", "body { color: blue }");
    await page.waitForFunction(`$("body").css("color") === "rgb(0, 0, 255)"`);
  });

  test.each(["demos", "demos/"])("/site/%s has all that it is made of", async (path) => {
    await visit(path);
    await connectedBy(page, "WebSocket");
  });
});

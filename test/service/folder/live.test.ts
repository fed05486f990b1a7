import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { WebSocket } from "ws";
import { collectProblems, launchBrowser, newPerson } from "../../support/browser";
import { startCommand } from "../../support/command";
import { makeFolder, pageOf, type ServedTestFolder, startTestFolder } from "../../support/folder";
import { until } from "../../support/until";

const TV = pageOf("TV", '<h1>one</h1><link rel="stylesheet" href="tv.css"><script src="tv.js"></script>');
const FILES = {
  "tv.html": TV,
  "tv.css": '@import "colours.css"; h1 { font-style: italic }',
  "colours.css": "h1 { color: rgb(1, 2, 3) }",
  "tv.js": "document.title = 'one';",
  "phone.html": pageOf("Phone"),
  "unused.js": "",
};

let browser: Browser;
let folder: ServedTestFolder;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  folder = await startTestFolder(FILES);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await folder.close();
});

async function open(path: string): Promise<Page> {
  const page = await newPerson(browser);
  await page.goto(new URL(path, folder.url).href);
  if (path !== "") await page.waitForFunction("$.jqluster.state().connected");
  return page;
}

/** Marks a page, so that one that was loaded again is known by the lack of it. */
const mark = (page: Page) => page.evaluate("window.marked = true");
const isMarked = (page: Page) => page.evaluate("window.marked === true");
const colourIs = (page: Page, colour: string) =>
  page.waitForFunction(`getComputedStyle(document.querySelector("h1")).color === "${colour}"`);

/** Settled when the service at this address has seen that a file changed. */
function seen(url: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}jqluster/live?page=x&since=0`);
    socket.on("error", reject);
    socket.on("message", (data) => {
      if (!data.toString().includes(path)) return;
      socket.close();
      resolve();
    });
  });
}

it("puts a changed style in place, also one that another imports, without loading the page again", async () => {
  const tv = await open("tv");
  const problems = collectProblems(tv);
  await colourIs(tv, "rgb(1, 2, 3)");
  await mark(tv);
  folder.write("colours.css", "h1 { color: rgb(4, 5, 6) }");
  await colourIs(tv, "rgb(4, 5, 6)");
  folder.write("tv.css", "h1 { color: rgb(7, 8, 9) }");
  await colourIs(tv, "rgb(7, 8, 9)");
  await tv.waitForFunction("document.querySelectorAll('link[rel=stylesheet]').length === 1");
  expect(await isMarked(tv)).toBe(true);
  expect(problems).toEqual([]);
});

it("loads the pages again that use a changed script, and only these; they are the same nodes again", async () => {
  const [tv, phone] = [await open("tv"), await open("phone")];
  await mark(phone);
  folder.write("unused.js", "1;");
  folder.write("tv.js", "document.title = 'two';");
  await tv.waitForFunction("document.title === 'two' && window.$?.jqluster?.state().connected");
  expect(await tv.evaluate(`$.jqluster("Phone")("h1").length.then(() => $.jqluster.state().nodeId)`)).toBe(
    "TV",
  );
  expect(await isMarked(phone)).toBe(true);
});

it("loads a changed page again, saved at once or by way of another file", async () => {
  const tv = await open("tv");
  folder.write("tv.html", TV.replace("<h1>one", "<h1>two"));
  await tv.locator("h1", { hasText: "two" }).waitFor();
  rmSync(join(folder.root, "tv.html"));
  folder.write("tv.html", TV.replace("<h1>one", "<h1>three"));
  await tv.locator("h1", { hasText: "three" }).waitFor();
});

it("catches up with what changed while a page was away", async () => {
  const tv = await open("tv");
  await tv.context().setOffline(true);
  await tv.waitForFunction("!$.jqluster.state().connected");
  folder.write("tv.js", "document.title = 'two';");
  await seen(folder.url, "/tv.js");
  await tv.context().setOffline(false);
  await tv.waitForFunction("document.title === 'two'");
});

it("lists the pages with their addresses and who is on each, as they come and go", async () => {
  const list = await open("");
  const who = (path: string) => list.locator(`[data-page="${path}"] .who`);
  expect(await list.locator("h2").allTextContents()).toEqual(["/phone", "/tv"]);
  expect(await list.locator('[data-page="/tv.html"] .address').textContent()).toBe(`${folder.url}tv`);
  await who("/tv.html").filter({ hasText: "nobody is on it" }).waitFor();
  const tv = await open("tv");
  await who("/tv.html").filter({ hasText: "open once, as TV" }).waitFor();
  const second = await open("tv.html");
  await who("/tv.html").filter({ hasText: "open 2 times, as TV" }).waitFor();
  await Promise.all([tv.context().close(), second.context().close()]);
  await who("/tv.html").filter({ hasText: "nobody is on it" }).waitFor();
  folder.write("new one/<b>.html", "<p>new</p>");
  await list.locator("h2", { hasText: "/new one/<b>" }).locator("a").click();
  await list.locator("p", { hasText: "new" }).waitFor();
});

it("says that it cannot tell who is on a page, where the browser has no WebSocket", async () => {
  const page = await newPerson(browser);
  await page.addInitScript("delete window.WebSocket;");
  await page.goto(folder.url);
  await page.locator(".cannot", { hasText: "no WebSocket" }).waitFor();
  expect(await page.locator("h2").allTextContents()).toContain("/tv");
  expect(await page.locator(".who").allTextContents()).not.toContain("nobody is on it");
});

it("tells how many rooms are on a page, and no name of one", async () => {
  const list = await open("");
  const frames: string[] = [];
  list.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
  await list.reload();
  const [first, second] = [await open("tv"), await open("phone")];
  const enter = (page: Page, room: string) =>
    page.evaluate(`$.jqluster.release(); $.jqluster.init("TV", null, { room: "${room}" })`);
  const who = list.locator('[data-page="/tv.html"] .who');
  await enter(first, "hidden-1");
  await who.filter({ hasText: "open once, as TV, in a room" }).waitFor();
  await second.goto(new URL("tv", folder.url).href);
  await enter(second, "hidden-2");
  await who.filter({ hasText: "open 2 times, as TV, in 2 rooms" }).waitFor();
  await enter(second, "hidden-1");
  await who.filter({ hasText: "open 2 times, as TV, in a room" }).waitFor();
  expect(frames.join()).toContain('"rooms":2');
  expect(frames.join()).not.toContain("hidden");
});

it("leaves pages as they are with --no-watch, and still tells who is there", async () => {
  await folder.close();
  folder = await startTestFolder(FILES, ["--no-watch"]);
  const [list, tv] = [await open(""), await open("tv")];
  await list.locator(".who", { hasText: "as TV" }).waitFor();
  await mark(tv);
  // Another service, which watches the same folder, shows when there was something to see.
  const watching = startCommand([folder.root, "--port", "0"]);
  const change = seen(await watching.url, "/tv.js");
  folder.write("tv.js", "document.title = 'two';");
  await change;
  await tv.evaluate(`$.jqluster("TV")("h1").length`);
  expect([await isMarked(tv), await tv.title()]).toEqual([true, "one"]);
  watching.process.kill("SIGTERM");
  await watching.outcome;
});

it("has the pages of other sites refused", async () => {
  const { origin } = new URL(folder.url);
  const status = await new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace("http", "ws")}/jqluster/live`, {
      origin: "https://evil.example",
    });
    socket.on("unexpected-response", (_request, response) => {
      response.destroy();
      resolve(response.statusCode);
    });
    socket.on("error", () => {});
  });
  expect(status).toBe(403);
});

it.each<[string, (root: string) => void, (root: string) => void]>([
  [
    "was moved away and back",
    (root) => renameSync(root, `${root} elsewhere`),
    (root) => renameSync(`${root} elsewhere`, root),
  ],
  ["was removed and made anew", (root) => rmSync(root, { recursive: true }), (root) => mkdirSync(root)],
])("follows a folder again that %s", async (_how, takeAway, bringBack) => {
  const own = makeFolder(FILES);
  const running = startCommand([own.root, "--port", "0"]);
  let said = "";
  running.process.stdout?.on("data", (text) => {
    said += text;
  });
  const url = await running.url;
  takeAway(own.root);
  await until(() => said.includes("is not there any more"));
  bringBack(own.root);
  await until(() => said.includes("is there again"));
  own.write("later.css", "");
  await seen(url, "/later.css");
  own.write("later.css", "p { color: red }");
  own.write("last.css", "");
  await seen(url, "/last.css");
  running.process.kill("SIGTERM");
  expect(await running.outcome).toMatchObject({ code: 0, stderr: "" });
  own.remove();
});

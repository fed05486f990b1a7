import type { Browser, Page } from "playwright-core";
import { ask } from "../support/ask";
import { launchBrowser, newPerson } from "../support/browser";
import { run, type Site, startSite } from "../support/site";

/** Answers from its cache first, whatever is asked for, and keeps all that it is given. */
const cacheFirst = (first = "", keep = "await cache.put(event.request, response.clone())") => `
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("fetch", (event) => {
    ${first}
    event.respondWith((async () => {
      const cache = await caches.open("all");
      const kept = await cache.match(event.request);
      if (kept) return kept;
      const response = await fetch(event.request);
      ${keep};
      return response;
    })());
  });`;
const LEAVES_ALONE = `if (new URL(event.request.url).pathname.startsWith("/socket.io/")) return;`;
/** A cache takes no answer to a POST, which is an error. */
const KEEPS_WHAT_IT_CAN = `if (event.request.method === "GET") await cache.put(event.request, response.clone())`;

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await site.close();
});
afterAll(() => browser.close());

async function openBehind(worker: string): Promise<Page> {
  site = await startSite({ body: "<p>text</p>", script: worker });
  const page = await newPerson(browser);
  await page.goto(site.url);
  await run(page, `await navigator.serviceWorker.register("/page.js"); await navigator.serviceWorker.ready`);
  await page.waitForFunction("navigator.serviceWorker.controller");
  return page;
}

/** Loads the page anew, registers it, and lets it ask itself. */
async function register(page: Page, transports: readonly string[]): Promise<unknown> {
  await page.reload();
  return run(
    page,
    `await $.jqluster.init("Bob", null, ${JSON.stringify({ transports })});
    const texts = [];
    for (let i = 0; i < 3; i++) texts.push(await $.jqluster("Bob")("p").text("text " + i).text());
    return [texts.join(), $.jqluster.state().transport]`,
  );
}

const keptPolls = `return (await (await caches.open("all")).keys()).filter(({ url }) => url.includes("/socket.io/")).length`;

test("polls pass a service worker that answers from its cache, at each load", async () => {
  const page = await openBehind(cacheFirst("", KEEPS_WHAT_IT_CAN));
  for (const _load of [1, 2]) {
    expect(await register(page, ["polling"])).toEqual(["text 0,text 1,text 2", "polling"]);
  }
  expect(await run(page, keptPolls)).toBeGreaterThan(0);
});

test("a page registers by WebSocket where a service worker fails on polls", async () => {
  const page = await openBehind(cacheFirst());
  expect(await register(page, ["polling", "websocket"])).toEqual(["text 0,text 1,text 2", "websocket"]);
});

test("one that leaves the requests of jQluster alone keeps none", async () => {
  const page = await openBehind(cacheFirst(LEAVES_ALONE));
  expect(await register(page, ["polling"])).toEqual(["text 0,text 1,text 2", "polling"]);
  expect(await run(page, keptPolls)).toBe(0);
});

test("answers to polls say that nobody may keep them, and no two polls are the same", async () => {
  site = await startSite({ body: "<p></p>" });
  const page = await newPerson(browser);
  await page.goto(site.url);
  const seen: string[] = [];
  const answers: Promise<string | null>[] = [];
  page.on("response", (response) => {
    if (!response.url().includes("/socket.io/")) return;
    if (response.request().method() === "GET") seen.push(response.url());
    answers.push(response.headerValue("cache-control"));
  });
  await register(page, ["polling"]);
  expect(seen.length).toBeGreaterThan(3);
  expect(new Set(seen).size).toBe(seen.length);
  expect(new Set(await Promise.all(answers))).toEqual(new Set(["no-store"]));
  const path = "/socket.io/?EIO=4&transport=polling&sid=unknown";
  for (const method of ["GET", "POST"] as const) {
    const { status, headers } = await ask(new URL(site.url).host, { path, method }, {});
    expect([status, headers["cache-control"]]).toEqual([400, "no-store"]);
  }
});

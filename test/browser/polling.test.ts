import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { openNode, run, type Site, startSite } from "../support/site";
import { until } from "../support/until";

/** The most that Engine.IO's server takes in one request, in bytes. */
const REQUEST_LIMIT = 1_000_000;

let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({ body: "<p></p>" });
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test("what is said at once and is too long for one request goes in several", async () => {
  const [alice] = await Promise.all([
    openNode(browser, site, "Alice", { transports: ["polling"] }),
    openNode(browser, site, "Bob"),
  ]);
  const bytes: number[] = [];
  alice.on("request", (request) => {
    if (request.method() === "POST") bytes.push(request.postDataBuffer()?.length ?? 0);
  });
  const lengths = await run(
    alice,
    `const $bob = $.jqluster("Bob"), text = new Array(60001).join("ü");
    return Promise.all(new Array(9).fill(text).map((text) => $bob("p").text(text).text()))
      .then((texts) => texts.map((text) => text.length))`,
  );
  expect(lengths).toEqual(new Array(9).fill(60_000));
  expect(bytes.reduce((sum, length) => sum + length)).toBeGreaterThan(REQUEST_LIMIT);
  expect(Math.max(...bytes)).toBeLessThanOrEqual(REQUEST_LIMIT);
});

test("more answers than may stay unread all arrive, though none of them could leave before the last had come", async () => {
  const ANSWERS = 20;
  const [dora] = await Promise.all([
    openNode(browser, site, "Dora", { transports: ["polling"] }),
    openNode(browser, site, "Emil"),
  ]);
  const answered = () => site.sent.filter(({ from, to }) => from === "Emil" && to === "Dora").length;
  // As on a slow network. The poll that is under way takes the first answer.
  await dora.route(/transport=polling/, async (route) => {
    if (route.request().method() === "GET") await until(() => answered() === ANSWERS);
    await route.continue();
  });
  const lengths = await run(
    dora,
    `const $emil = $.jqluster("Emil"), text = new Array(100001).join("x");
    return Promise.all(new Array(${ANSWERS}).fill(text).map((text) => $emil("p").text(text).text()))
      .then((texts) => texts.map((text) => text.length))`,
  );
  expect(lengths).toEqual(new Array(ANSWERS).fill(100_000));
});

test("nothing follows the goodbye of a page", async () => {
  const page = await openNode(browser, site, "Carol", { transports: ["polling"] });
  const followed: number[] = [];
  let polls: Promise<void>[] = [];
  let heard = (): void => {};
  const goodbye = new Promise<void>((resolve) => {
    heard = resolve;
  });
  let released = (): void => {};
  const end = new Promise<void>((resolve) => {
    released = resolve;
  });
  // As on a slow network: what begins from now on reaches the server after the goodbye, whose answer comes last.
  await page.route(/transport=polling/, async (route) => {
    const isGoodbye = route.request().postData() === "41";
    if (!isGoodbye && route.request().method() === "POST") return route.continue();
    const passOn = async () => {
      if (!isGoodbye) await goodbye;
      const response = await route.fetch();
      if (!isGoodbye) followed.push(response.status());
      heard();
      if (isGoodbye) await Promise.all(polls);
      await route.fulfill({ response });
      if (isGoodbye) released();
    };
    if (isGoodbye) return passOn();
    polls = polls.concat(passOn());
    return polls.at(-1);
  });
  // A message ends the poll that is under way, and at once the page says goodbye.
  await run(
    page,
    `$.jqluster.on("message", (direction) => { if (direction === "received") $.jqluster.release(); });
    $.jqluster("Nobody")("p").length.then($.noop, $.noop)`,
  );
  await end;
  expect(followed).toEqual([]);
  await page.context().close();
});

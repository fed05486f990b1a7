import type { Browser } from "playwright-core";
import { launchBrowser, newPerson } from "../support/browser";
import { run, type Site, startSite } from "../support/site";

let browser: Browser;
let pages: Site;
let server: Site;
/** The cookies of each registration's handshake, which by long-polling is the first poll. */
let cookies: (string | undefined)[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  cookies = [];
  pages = await startSite();
  server = await startSite({
    allowOrigin: [new URL(pages.url).origin],
    authorizeRegister: ({ headers }) => {
      cookies.push(headers.cookie);
      return true;
    },
  });
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await Promise.all([pages.close(), server.close()]);
});

test.each([
  ["sends its cookies with the first poll", { withCredentials: true }, "visitor=Ada"],
  ["sends no cookies by polling unless it says so", {}, undefined],
])("a page of another origin %s", async (_what, credentials, cookie) => {
  const page = await newPerson(browser);
  await page.goto(pages.url);
  const options = { transports: ["polling"], ...credentials };
  await run(
    page,
    `document.cookie = "visitor=Ada";
    await $.jqluster.init("Alice", ${JSON.stringify(server.url)}, ${JSON.stringify(options)});
    await $.jqluster("Alice")("body").length`,
  );
  expect(cookies).toEqual([cookie]);
});

import type { Browser } from "playwright-core";
import { createService, type Service } from "../../src/service/service";
import { launchBrowser, newPerson } from "../support/browser";
import { run } from "../support/site";

let browser: Browser;
let service: Service;
let url: string;

beforeAll(async () => {
  browser = await launchBrowser();
  // An IPv6 address has colons of its own, so that it is the hardest to take apart.
  service = createService({ port: 0, host: "::1" });
  ({ url } = await service.listen());
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

describe.each([["polling"], ["websocket"]])("over %s", (transport) => {
  test.each([
    ["no address", () => null],
    ["a whole address", () => url],
    ["an address without a protocol", () => url.replace("http:", "")],
    ["an address with a user, a query and a fragment", () => `${url.replace("//", "//me:x@")}?room=5#here`],
  ])("a page connects by %s", async (_name, address) => {
    const page = await newPerson(browser);
    await page.goto(`${url}healthz`);
    for (const script of ["jquery", "jqluster"])
      await page.addScriptTag({ url: `/jqluster/${script}.min.js` });
    const options = { transports: [transport], timeout: 20_000 };
    const init = `await $.jqluster.init("Alice", ${JSON.stringify(address())}, ${JSON.stringify(options)})`;
    expect(await run(page, `${init}; return $.jqluster.state().transport`)).toBe(transport);
    await page.context().close();
  });
});

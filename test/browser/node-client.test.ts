import type { Browser, Page } from "playwright-core";
import { type ConnectedNode, connect, WINDOW } from "../../src/client";
import { launchBrowser } from "../support/browser";
import { openNode, run, type Site, startSite } from "../support/site";

let browser: Browser;
let site: Site;
let bob: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({ body: `<ul><li>one</li><li>two</li></ul><button id="go">go</button>` });
  bob = await openNode(browser, site, "Bob");
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe.each([
  ["Socket.IO", () => site.url, undefined],
  ["Socket.IO by polling", () => site.url, ["polling"]],
  ["plain WebSocket", () => `${site.url.replace("http", "ws")}jqluster`, undefined],
])("a program drives a page over %s", (_name, address, transports) => {
  let robot: ConnectedNode;

  beforeEach(async () => {
    robot = await connect("robot", address(), transports ? { transports } : {});
  });
  afterEach(() => robot.release());

  test("values, changes, events and visiting", async () => {
    const $bob = robot.remote("Bob");
    expect(await $bob("li").length).toBe(2);
    expect(await $bob(WINDOW).width()).toBeGreaterThan(100);
    expect(await $bob("li").map((element) => $bob(element).text())).toEqual(["one", "two"]);
    $bob("#go").text("by a program").addClass("done");
    expect(await $bob("#go").hasClass("done")).toBe(true);
    const clicked = new Promise((resolve) => $bob("#go").on("click", (event) => resolve(event.type)));
    await $bob("#go").length;
    await bob.click("#go");
    expect(await clicked).toBe("click");
    expect(await $bob.pages()).toEqual([await run(bob, "return $.jqluster.state().pageId")]);
  });

  test("it is no page itself, and says so", async () => {
    const error = await run(
      bob,
      `return await $.jqluster("robot")("body").text().catch((error) => [error.name, error.message])`,
    );
    expect(error).toEqual(["RefusedError", expect.stringMatching(/without a page/)]);
  });

  test("release rejects what waits", async () => {
    const answer = robot.remote("Bob")("li").first().text();
    robot.release();
    await expect(answer).rejects.toMatchObject({ name: "DisconnectedError" });
  });
});

test("what cannot be connected says why", async () => {
  await expect(connect("", site.url)).rejects.toThrow(/node ID/);
  await expect(connect("robot", "ftp://x")).rejects.toThrow(/ws\(s\)/);
  await expect(connect("robot", "http://127.0.0.1:9", { timeout: 300 })).rejects.toMatchObject({
    name: "TimeoutError",
    message: expect.stringMatching(/within 300 ms: ./),
  });
  await expect(connect("robot", undefined as never)).rejects.toThrow(/the address must be/);
  await expect(connect("robot", site.url, { path: 5 as never })).rejects.toThrow(/path must be/);
});

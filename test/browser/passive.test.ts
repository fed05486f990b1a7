import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { JQUERY_BUILDS, OLDEST_JQUERY } from "../support/jquery-versions";
import { KeptPages } from "../support/kept-pages";
import { openNode, run, type Site, startSite } from "../support/site";

const BODY = `<div id="far" style="height: 5000px"><p id="near" style="height: 300px">near</p></div>`;

let browser: Browser;
let people: KeptPages;

beforeAll(async () => {
  browser = await launchBrowser();
  people = new KeptPages(browser, { hasTouch: true });
});
afterAll(() => people.close());

describe.each([OLDEST_JQUERY, ...JQUERY_BUILDS.filter(({ name }) => /^jQuery 4.*\d$/.test(name))])(
  "$name",
  (build) => {
    let site: Site;
    let alice: Page;
    let bob: Page;
    let errors: string[];

    beforeAll(async () => {
      site = await startSite({ body: BODY, build });
      alice = await openNode(browser, site, "Alice");
    });
    beforeEach(async () => {
      bob = await people.next();
      errors = [];
      bob.on("console", (message) => {
        if (/error|warning/.test(message.type())) errors.push(message.text());
      });
      await bob.goto(site.url);
      await run(bob, `await $.jqluster.init("Bob", null, { transports: ["websocket"] })`);
    });
    afterEach(async () => {
      // Handlers stand: the next Bob would have them too.
      await run(
        alice,
        `$.jqluster.release(); await $.jqluster.init("Alice", null, { transports: ["websocket"] })`,
      );
      await people.leave();
      // Browsers say there that they ignore what prevents their default.
      expect(errors).toEqual([]);
    });
    afterAll(() => site.close());

    /** Moves a finger, or a wheel, and gives whether the default of each such event was prevented. */
    async function scroll(by: "touch" | "mouse"): Promise<readonly boolean[]> {
      const type = by === "touch" ? "touchmove" : "wheel";
      await run(
        bob,
        `window.seen = [];
      window.addEventListener("${type}", (event) => seen.push(event.defaultPrevented))`,
      );
      if (by === "mouse") {
        await bob.mouse.move(100, 250);
        await bob.mouse.wheel(0, 400);
      } else {
        const cdp = await bob.context().newCDPSession(bob);
        const touch = (
          type: "touchStart" | "touchMove" | "touchEnd",
          ...touchPoints: { x: number; y: number }[]
        ) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
        await touch("touchStart", { x: 100, y: 250 });
        await touch("touchMove", { x: 100, y: 200 });
        await touch("touchMove", { x: 100, y: 50 });
        await touch("touchEnd");
      }
      await bob.waitForFunction("seen.length > 0");
      return run(bob, "return seen");
    }

    async function listen(statement: string): Promise<void> {
      await run(
        alice,
        `const $bob = $.jqluster("Bob"), prevented = $.jqluster.handler({ preventDefault: true }, () => { window.heard = true; });
      window.heard = false;
      await $bob(${statement}).promise()`,
      );
    }

    test.each([
      ["touch", `document).on("touchmove.drag keyup", prevented`],
      ["touch", `window).on("touchmove", prevented`],
      ["touch", `"body").on("touchmove", prevented`],
      ["touch", `document).on("touchmove", "#near", prevented`],
      ["touch", `document).delegate("#near", "touchmove", prevented`],
      ["touch", `document).on("touchstart touchmove", prevented`],
      ["mouse", `document).on("wheel", prevented`],
      ["mouse", `window).on("wheel", prevented`],
      ["mouse", `"html").on("wheel", prevented`],
      ["mouse", `"#near").on("wheel", prevented`],
    ] as const)("scrolling by %s is prevented by $bob(%s)", async (by, statement) => {
      // Another handler of the page's jQuery is there already, whose listener is passive.
      await run(bob, `$(document).add(window).add("body").on("touchmove wheel", () => {})`);
      await listen(statement);
      expect(new Set(await scroll(by))).toEqual(new Set([true]));
      expect(await run(bob, "return scrollY")).toBe(0);
      if (statement.includes("prevented")) await alice.waitForFunction("window.heard");
    });

    test.each([
      ["touch", "no handler", `"#near").on("click", prevented`],
      ["touch", "a handler that prevents nothing", `document).on("touchmove", () => {}`],
      ["touch", "a handler for another element", `document).on("touchmove", "#nothing", prevented`],
      ["mouse", "no handler", `"#near").on("click", prevented`],
      ["mouse", "a handler for another element", `document).on("wheel", "#nothing", prevented`],
    ] as const)("scrolling by %s goes on with %s", async (by, _what, statement) => {
      await listen(statement);
      expect(new Set(await scroll(by))).toEqual(new Set([false]));
      await bob.waitForFunction("scrollY > 0");
    });

    test("one() prevents once; what is taken away prevents no more", async () => {
      await run(
        bob,
        `window.seen = []; addEventListener("touchstart", (event) => seen.push(event.defaultPrevented));
        window.active = [];
        const { addEventListener: add, removeEventListener: remove } = document;
        document.addEventListener = function (type, listener, options) {
          if (options && options.passive === false) active.push(listener);
          return add.call(this, type, listener, options);
        };
        document.removeEventListener = function (type, listener, options) {
          active = active.filter((other) => other !== listener);
          return remove.call(this, type, listener, options);
        };`,
      );
      await listen(`document).one("touchstart", prevented`);
      await bob.tap("#near");
      await alice.waitForFunction("window.heard");
      await bob.tap("#near");
      await listen(`document).on("touchstart", window.again = prevented`);
      await bob.tap("#near");
      await run(alice, `await $.jqluster("Bob")(document).off("touchstart", window.again).promise()`);
      await bob.tap("#near");
      expect(await run(bob, "return window.seen")).toEqual([true, false, true, false]);
      // What listens actively makes a page scroll late.
      expect(
        await run(bob, "await new Promise((resolve) => setTimeout(resolve)); return active.length"),
      ).toBe(0);
    });
  },
);

import type { Browser, Page } from "playwright-core";
import { launchBrowser, newPerson } from "../support/browser";
import { OLDEST_JQUERY } from "../support/jquery-versions";
import { ORIGINAL_PAGE } from "../support/original-page";
import { openNode, run, type Site, startSite } from "../support/site";
import { ORIGINAL_LISTENING, ORIGINAL_METHODS, STAGE_SCRIPT } from "./original-methods";

const CASES = Object.entries(ORIGINAL_METHODS).flatMap(([kind, chains]) =>
  chains.map((chain) => [kind, chain] as const),
);

let browser: Browser;
let site: Site;
/** Uses jQuery on itself: what it gets is what the pages further away shall get. */
let alone: Page;
/** Acted on by the two below. */
let bob: Page;
let alice: Page;
let original: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({
    body: `<div id="stage"></div>`,
    build: OLDEST_JQUERY,
    script: STAGE_SCRIPT,
    rateLimit: 0,
  });
  [alone, original] = await Promise.all([newPerson(browser), newPerson(browser)]);
  bob = await openNode(browser, site, "Bob");
  alice = await openNode(browser, site, "Alice");
  await alone.goto(site.url);
  await original.goto(site.url);
  await original.evaluate(ORIGINAL_PAGE);
  await run(original, `await original.register("${site.url.replace("http", "ws")}jqluster", "Original")`);
  await run(alice, `window.$bob = $.jqluster("Bob")`);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});
beforeEach(() => Promise.all([run(bob, "setStage()"), run(alone, "setStage()")]));

/** What `$` gives and does on a page of its own. */
const expected = (chain: string) =>
  run(
    alone,
    `const result = ${chain};
     await $("#stage *").promise();
     return [result instanceof $ || (result && result.then) ? null : result ?? null, stageNow()];`,
  );

test("there are 96 cases", () => {
  // off() has a test of its own.
  expect(CASES.length + ORIGINAL_LISTENING.length + 1).toBe(96);
});

test.each(CASES)("%s, from an original page to ours: %s", async (_, chain) => {
  const { error, result } = await run<{ error: unknown; result: unknown }>(
    original,
    `return await original.get("Bob", ${JSON.stringify(chain)})`,
  );
  expect(error).toBeNull();
  // An answer tells that animations have ended.
  expect([result ?? null, await run(bob, "return stageNow()")]).toEqual(await expected(chain));
});

test.each(CASES)("%s, from our page to ours: %s", async (_, chain) => {
  const result = await run(
    alice,
    `const result = ${chain.replace("$(", "$bob(")};
     const value = typeof result.then === "function" ? await result : null;
     await $bob("#stage *").promise();
     return value;`,
  );
  expect([result ?? null, await run(bob, "return stageNow()")]).toEqual(await expected(chain));
});

const SEEN = "seen.push(typeof first === 'number' ? first : (first && first.type) || null)";

describe.each(["the original", "ours"])("with a handler, from a page of %s to ours", (from) => {
  const asking = () => (from === "ours" ? alice : original);
  const listen = (chain: string, method: string, args: readonly unknown[]) =>
    from === "ours"
      ? `${chain.replace("$(", "$bob(")}.${method}(...${JSON.stringify(args)}, (first) => { ${SEEN}; });
         await $bob("#stage *").promise();`
      : `await original.listen("Bob", ${JSON.stringify(chain)}, "${method}", ${JSON.stringify(args)}, (first) => { ${SEEN}; });`;

  test.each(ORIGINAL_LISTENING)("%s.%s%j", async (chain, method, args, fire, seen) => {
    await run(asking(), `window.seen = []; ${listen(chain, method, args)}`);
    await run(bob, fire);
    await asking().waitForFunction(`seen.length === ${seen.length}`);
    expect(await run(asking(), "return seen")).toEqual(seen);
  });

  test("off", async () => {
    await run(asking(), `window.seen = []; ${listen('$("#go")', "on", ["click"])}`);
    await run(
      asking(),
      from === "ours"
        ? `$bob("#go").off("click"); await $bob("#go").length`
        : `await original.get("Bob", '$("#go").off("click")')`,
    );
    await run(bob, `$("#go").click()`);
    // Another listener's word comes after anything that the first one would have said.
    await run(asking(), listen('$("#list li")', "each", []));
    await asking().waitForFunction("seen.length >= 3");
    expect(await run(asking(), "return seen")).toEqual([0, 1, 2]);
  });
});

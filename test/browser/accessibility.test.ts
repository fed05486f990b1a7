import { readFileSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { type DemoPages, openDemos } from "../support/demo-pages";

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What is wrong on a page, in the words of axe-core: rule, gravity, and where. */
interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** Lists what moves for longer than a hundredth of a second, as an expression. */
const MOVING = `$("*").get().flatMap((element) => [null, "::before", "::after"].flatMap((part) => {
  const { animationDuration, transitionDuration } = getComputedStyle(element, part);
  return (animationDuration + "," + transitionDuration).split(",").filter((time) => parseFloat(time) > 0.01)
    .map((time) => [element.tagName, element.className, part, time]);
}))`;

describe("for people who hear, feel or see pages in their own way, axe-core finds nothing serious", () => {
  let demos: DemoPages;

  beforeAll(async () => {
    demos = await openDemos();
  });
  afterEach(() => demos.leave());
  afterAll(() => demos.close());

  // What axe-core tries out on a page are inline styles.
  const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, bypassCSP: true };

  async function violations(page: Page): Promise<readonly string[]> {
    const { violations: found } = await page.evaluate<{ violations: readonly Violation[] }>(
      `axe.run({ resultTypes: ["violations"] })`,
    );
    return found
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
      );
  }

  /** Looks at a page as it is on a desk by day, and on a phone by night. */
  async function examine(page: Page): Promise<void> {
    await page.evaluate(AXE);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(MOVING)).toEqual([]);
    expect(await violations(page)).toEqual([]);
  }

  const visit = (path: string) =>
    demos.visit(`${path}${path.includes("?") ? "&" : "?"}room=${demos.room}`, { device: DESK });

  it.each([
    ["/"],
    ["/pane?me=Alice&peer=Bob"],
    ["/two"],
    ["/two?me=Alice&peer=Bob"],
    ["/slides"],
    ["/slides?single=1"],
    ["/remote"],
    ["/chat"],
    ["/draw"],
    ["/game?single=1"],
    ["/playground"],
    ["/target?me=Bob"],
  ])("on %s", async (path) => {
    await examine(await visit(path));
  });

  it.each([
    ["/remote", "/slides"],
    ["/audience", "/slides"],
    ["/pad", "/game"],
  ])("on %s, once its screen %s is there", async (path, screen) => {
    const page = await visit(path);
    await page.locator(".waits").waitFor();
    await visit(screen);
    await page.locator("main:not(.waiting)").waitFor();
    await examine(page);
  });

  it("in the dialog that shows the code", async () => {
    const page = await visit("/two?me=Alice&peer=Bob");
    await page.click("text=Show the code");
    await page.locator("dialog .code").first().waitFor();
    await examine(page);
  });
});

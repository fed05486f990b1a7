import type { Browser } from "playwright-core";
import { ALL_BROWSERS } from "../../../engines/extent";
import { launchBrowser } from "../../../support/browser";
import { seededRandom } from "../../../support/seeded-random";
import type { BuildName } from "../page";
import { hostileExpression } from "./hostile-expressions";
import { openHostilePage, runHostile } from "./hostile-page";

/** How many expressions a page runs at once, and how often: 10,000 in all, and a third of them under `npm test`. */
const EXPRESSIONS = 240;
const SHARES = ALL_BROWSERS ? 14 : 5;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

test.each([
  ["1.12", 12],
  ["3.7", 37],
  ["4.0", 40],
] as const satisfies readonly (readonly [BuildName, number])[])(
  "under jQuery %s no hostile expression runs code (seed %d)",
  async (build, seed) => {
    const random = seededRandom(seed);
    const total = { none: 0, ExpressionError: 0, RefusalError: 0, other: 0 };
    const page = await openHostilePage(browser, build);
    for (let share = 0; share < SHARES; share++) {
      const codes = Array.from({ length: EXPRESSIONS }, () => hostileExpression(random));
      const { hits, errors } = await runHostile(page, codes);
      expect(hits).toEqual([]);
      for (const [name, count] of Object.entries(errors))
        total[name in total ? (name as "none") : "other"] += count;
    }
    await page.close();
    expect(Object.values(total).reduce((sum, count) => sum + count, 0)).toBe(SHARES * EXPRESSIONS);
    // Each kind of end is there, so the fuzz reaches beyond the reader and beyond the guards.
    expect(Math.min(total.none, total.ExpressionError, total.RefusalError)).toBeGreaterThan(50);
  },
  300_000,
);

import type { Browser } from "playwright-core";
import { launchBrowser } from "../../../support/browser";
import { seededRandom } from "../../../support/seeded-random";
import type { BuildName } from "../page";
import { hostileExpression } from "./hostile-expressions";
import { openHostilePage, runHostile } from "./hostile-page";

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
  "under jQuery %s none of its share of 10,000 hostile expressions runs code (seed %d)",
  async (build, seed) => {
    const random = seededRandom(seed);
    const total = { none: 0, ExpressionError: 0, RefusalError: 0, other: 0 };
    const page = await openHostilePage(browser, build);
    for (let share = 0; share < 14; share++) {
      const codes = Array.from({ length: 240 }, () => hostileExpression(random));
      const { hits, errors } = await runHostile(page, codes);
      expect(hits).toEqual([]);
      for (const [name, count] of Object.entries(errors))
        total[name in total ? (name as "none") : "other"] += count;
    }
    await page.close();
    expect(Object.values(total).reduce((sum, count) => sum + count, 0)).toBe(14 * 240);
    // Each kind of end is there, so the fuzz reaches beyond the reader and beyond the guards.
    expect(Math.min(total.none, total.ExpressionError, total.RefusalError)).toBeGreaterThan(100);
  },
  300_000,
);

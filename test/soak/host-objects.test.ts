import type { Browser } from "playwright-core";
import { hostExpressions } from "../client/page/guards/host-expressions";
import { openHostPage } from "../client/page/guards/host-page";
import type { BuildName } from "../client/page/page";
import { launchBrowser } from "../support/browser";
import { seededRandom } from "../support/seeded-random";
import { report, sized } from "../support/soak";

const EXPRESSIONS = sized(1_000, 70_000);
const BATCH = 500;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

test.each([
  ["1.12", 112],
  ["3.7", 137],
  ["4.0", 140],
] as const satisfies readonly (readonly [BuildName, number])[])(
  "objects of the browser as sources and arguments do no harm under jQuery %s (seed %d)",
  async (build, seed) => {
    const host = await openHostPage(browser, build);
    // A browser has so many names that a list of them all cannot have been read wrongly and pass.
    expect(host.names.length).toBeGreaterThan(4_000);
    const next = hostExpressions(host.names, seededRandom(seed));
    const total: Record<string, number> = {};
    for (let ran = 0; ran < EXPRESSIONS; ran += BATCH) {
      const codes = Array.from({ length: BATCH }, next);
      const { found, outcomes } = await host.run(codes);
      expect(found).toEqual([]);
      for (const [name, count] of Object.entries(outcomes)) total[name] = (total[name] ?? 0) + count;
    }
    await host.page.close();
    // Some get through, and some are refused: the fuzz reaches beyond the guards, and the guards do something.
    expect(Math.min(total.none ?? 0, total.RefusalError ?? 0)).toBeGreaterThan(EXPRESSIONS / 20);
    report(`Objects of the browser under jQuery ${build}`, total);
  },
);

test("the fuzz finds a list of tokens that may become a selection of strings", async () => {
  const host = await openHostPage(browser, "4.0", true);
  const first = `$($("html").addClass("x <img/src='x:'/onerror=hit()> y").prop("classList")).html("x")`;
  const { found } = await host.run([first]);
  expect(found.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      "ran script",
      "an argument that is on no list: $",
      "called DOMTokenList.toString",
    ]),
  );
  // It finds it as well where it has to come upon it.
  const next = hostExpressions(host.names, seededRandom(1));
  const kinds = new Set<string>();
  for (let batch = 0; batch < 10 && !kinds.has("an argument that is on no list: $"); batch++) {
    const { found: more } = await host.run(Array.from({ length: BATCH }, next));
    for (const { what } of more) kinds.add(what);
  }
  expect([...kinds]).toContain("an argument that is on no list: $");
  await host.page.close();
});

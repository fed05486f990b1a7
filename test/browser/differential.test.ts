import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { JQUERY_BUILDS } from "../support/jquery-versions";
import { seededRandom } from "../support/seeded-random";
import { createGenerator } from "./differential/generate";
import { findDifference, openPair } from "./differential/run";

const SEED = Number(process.env.SEED ?? 1);
const CHAINS = Number(process.env.CHAINS ?? 1000);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test.each(JQUERY_BUILDS.filter((b) => b.name.includes(process.env.BUILD ?? "")))(
  "under $name random chains give with $bob what they give with $",
  async (build) => {
    const pair = await openPair(browser, build);
    const generate = createGenerator(seededRandom(SEED), pair.methods);
    for (let done = 0; done < CHAINS; done += 100) {
      const programs = Array.from({ length: 100 }, generate);
      expect(await findDifference(pair, programs)).toBe("");
    }
    await pair.close();
  },
  3_000_000,
);

import { launchBrowser } from "../support/browser";
import { BODY, BrowserStage } from "../support/late-pages/browser-stage";
import { check } from "../support/late-pages/program";
import { startSite } from "../support/site";
import { report, sized } from "../support/soak";

const RUNS = sized(3, 500);
const LENGTH = 15;

test("a late page is as one that was there all the time, in Chromium", async () => {
  const [browser, site] = [await launchBrowser(), await startSite({ body: BODY })];
  const stage = await BrowserStage.open(browser, site);
  const from = performance.now();
  await check({ processes: 1, cuts: false, moves: false }, RUNS, (program) => stage.run(program), LENGTH);
  report("Late pages, Chromium", { runs: RUNS, seconds: Math.round((performance.now() - from) / 1000) });
  await browser.close();
  await site.close();
}, 3_600_000);

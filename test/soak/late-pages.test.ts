import { BACKPLANES } from "../support/backplanes";
import { checkBackplane, checkCutProcesses, checkOneProcess } from "../support/late-pages/model";
import { report, sized } from "../support/soak";

/** Ten thousand in full. */
const RUNS = {
  "one process": sized(20, 4000),
  "processes that are cut off": sized(20, 3000),
  "the mesh of workers": sized(5, 1500),
  redis: sized(5, 1500),
};

describe("a late page is as one that was there all the time", () => {
  test("on one process", () => measured("one process", checkOneProcess));

  test("on processes that are cut off now and then", () =>
    measured("processes that are cut off", checkCutProcesses));

  test.each(["the mesh of workers", "redis"] as const)("on processes joined by %s", async (name) => {
    const harness = await BACKPLANES[name]?.();
    if (!harness) throw new Error(`there is no backplane ${name}`);
    await measured(name, (runs) => checkBackplane(harness.connect, runs));
    await harness.close();
  });
});

async function measured(name: keyof typeof RUNS, check: (runs: number) => Promise<void>): Promise<void> {
  const from = performance.now();
  await check(RUNS[name]);
  report(`Late pages, ${name}`, { runs: RUNS[name], seconds: Math.round((performance.now() - from) / 1000) });
}

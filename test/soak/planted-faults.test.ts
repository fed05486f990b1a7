import { runSimulation } from "../support/simulation";
import { sized } from "../support/soak";

/** Of the faults that are planted, every third in small. */
const EVERY = sized(3, 1);
const AT_LEAST = sized(8, 20);

describe("the simulation", () => {
  it("finds the faults that are planted in the sources, but for one at most", async () => {
    const { output } = await runSimulation("--faults", "--seeds", "100", "--every", String(EVERY));
    const [, found, planted] = /^(\d+) of (\d+) planted faults found$/m.exec(output) ?? [];
    expect(Number(planted)).toBeGreaterThanOrEqual(AT_LEAST);
    expect(Number(found)).toBeGreaterThanOrEqual(Number(planted) - 1);
  });
});

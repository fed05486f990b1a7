import { runSimulation } from "../support/simulation";

describe("the simulation", () => {
  it("finds nothing that breaks a promise in 15 worlds", async () => {
    const { output, code } = await runSimulation("--seeds", "15");
    expect(output).toMatch(/^15 seeds, \d+ operations and faults, 0 seeds failed, [\d.]+ s\n$/);
    expect(code).toBe(0);
  });

  it("gives the same history each time for a seed, and another one for another", async () => {
    const { output } = await runSimulation("--seed", "34", "--seed", "34", "--seed", "35");
    const [first, second, other, ...rest] = output.trimEnd().split("\n\n");
    expect(first?.split("\n").length).toBeGreaterThan(100);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(rest).toEqual([]);
  });
});

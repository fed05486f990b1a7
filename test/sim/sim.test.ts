import { runSimulation } from "../support/simulation";

describe("the simulation", () => {
  it("finds nothing that breaks a promise in 30 worlds", async () => {
    const { output, code } = await runSimulation("--seeds", "30");
    expect(output).toMatch(/^30 seeds, \d+ operations and faults, 0 seeds failed, [\d.]+ s\n$/);
    expect(code).toBe(0);
  });

  it("gives the same history each time for a seed, and another one for another", async () => {
    const [first, second, other] = await Promise.all(
      ["34", "34", "35"].map((seed) => runSimulation("--seed", seed)),
    );
    expect(first?.output.split("\n").length).toBeGreaterThan(100);
    expect(second).toEqual(first);
    expect(other?.output).not.toBe(first?.output);
  });
});

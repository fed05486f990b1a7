import { execFile } from "node:child_process";
import path from "node:path";

const root = path.resolve(__dirname, "../..");

/** Runs the command. @returns What it printed, and its exit code. */
function sim(...args: string[]): Promise<{ output: string; code: number }> {
  return new Promise((resolve, reject) => {
    const command = [path.join(root, "scripts/sim.mjs"), ...args];
    execFile(process.execPath, command, { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ output: stdout + stderr, code: Number(error?.code ?? 0) });
    });
  });
}

describe("the simulation", () => {
  it("finds nothing that breaks a promise in 60 worlds", async () => {
    const { output, code } = await sim("--seeds", "60");
    expect(output).toMatch(/^60 seeds, \d+ operations and faults, 0 seeds failed, [\d.]+ s\n$/);
    expect(code).toBe(0);
  });

  it("gives the same history each time for a seed, and another one for another", async () => {
    const [first, second, other] = await Promise.all(["34", "34", "35"].map((seed) => sim("--seed", seed)));
    expect(first?.output.split("\n").length).toBeGreaterThan(100);
    expect(second).toEqual(first);
    expect(other?.output).not.toBe(first?.output);
  });

  it("finds at least 19 of 20 planted faults", async () => {
    const { output } = await sim("--faults", "--seeds", "100");
    const [, found, planted] = /^(\d+) of (\d+) planted faults found$/m.exec(output) ?? [];
    expect(Number(planted)).toBeGreaterThanOrEqual(20);
    expect(Number(found)).toBeGreaterThanOrEqual(Number(planted) * 0.95);
  });
});

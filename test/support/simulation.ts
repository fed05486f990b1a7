import { execFile } from "node:child_process";
import path from "node:path";

const root = path.resolve(__dirname, "../..");

/** Runs the simulation's command. @returns What it printed, and its exit code. */
export function runSimulation(...args: string[]): Promise<{ output: string; code: number }> {
  return new Promise((resolve, reject) => {
    const command = [path.join(root, "scripts/sim.mjs"), ...args];
    execFile(process.execPath, command, { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ output: stdout + stderr, code: Number(error?.code ?? 0) });
    });
  });
}

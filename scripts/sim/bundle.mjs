import crypto from "node:crypto";
import { readFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createClock, seededRandom } from "./clock.mjs";

const root = path.resolve(fileURLToPath(import.meta.url), "../../..");

/**
 * @typedef {{ file: string, find: string, replace: string }} Patch
 * @typedef {{ history: string[], violations: string[], operations: number }} Report
 * @typedef {(seed: number) => Promise<Report>} Simulate
 */

/**
 * Bundles the simulation with what it simulates.
 *
 * @param {readonly Patch[]} patches - Changes of source files, made to the copies that are bundled.
 * @returns {Promise<Simulate>} Runs one seed, with clocks, timers and random numbers of its own.
 */
export async function bundleSimulation(patches = []) {
  /** @type {Set<Patch>} */
  const applied = new Set();
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["test/sim/simulate.ts"],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    plugins: [
      {
        name: "patches",
        setup(builder) {
          builder.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
            const own = patches.filter((patch) => path.join(root, patch.file) === file);
            if (own.length === 0) return undefined;
            let contents = await readFile(file, "utf8");
            for (const patch of own) {
              const parts = contents.split(patch.find);
              if (parts.length !== 2) {
                throw new Error(`${patch.file} has ${parts.length - 1} places, not one, with: ${patch.find}`);
              }
              contents = parts.join(patch.replace);
              applied.add(patch);
            }
            return { contents, loader: "ts" };
          });
        },
      },
    ],
  });
  for (const patch of patches) if (!applied.has(patch)) throw new Error(`${patch.file} is not bundled`);
  const code = outputFiles[0]?.text ?? "";
  const names = [...Object.keys(createClock().globals), "Math", "require", "module", "exports"];
  const evaluate = new Function(...names, code);
  return (seed) => runOne(evaluate, seed);
}

/**
 * @param {Function} evaluate
 * @param {number} seed
 * @returns {Promise<Report>}
 */
async function runOne(evaluate, seed) {
  const clock = createClock();
  const random = seededRandom(seed * 2 + 1);
  const seededMath = Object.create(Math, { random: { value: random } });
  const modules = {
    "node:crypto": { ...crypto, randomBytes: (/** @type {number} */ size) => randomBytes(random, size) },
    "node:net": net,
  };
  const load = (/** @type {keyof typeof modules} */ name) => {
    if (modules[name]) return modules[name];
    throw new Error(`the simulation has no ${name}: it would not depend on the seed alone`);
  };
  /** @type {{ exports: { simulate?: Simulate } }} */
  const module = { exports: {} };
  evaluate(...Object.values(clock.globals), seededMath, load, module, module.exports);
  if (!module.exports.simulate) throw new Error("the bundle has no simulate()");
  /** @type {{ report?: Report, error?: unknown }} */
  const outcome = {};
  module.exports.simulate(seed).then(
    (report) => {
      outcome.report = report;
    },
    (error) => {
      outcome.error = error;
    },
  );
  for (;;) {
    // Lets everything run that waits for no timer.
    await new Promise((resolve) => setImmediate(resolve));
    if (outcome.report) return outcome.report;
    if (outcome.error) throw outcome.error;
    if (!clock.step())
      throw new Error(`seed ${seed}: nothing is left to run, and the simulation has not ended`);
  }
}

/**
 * @param {() => number} random
 * @param {number} size
 */
function randomBytes(random, size) {
  return Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
}

// Measures jQluster beside others: `npm run bench [-- --quick] [-- part of a scene's name]`.
// A run of all scenes writes its figures to docs/performance.md and draws its picture.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { canPin, pinLoad } from "./pinning.mjs";
import { publish } from "./publish.mjs";
import { MISSING, scenesOf } from "./scenes/all.mjs";
import { listBehind, printScene } from "./table.mjs";

const {
  values: { quick },
  positionals: [wanted = ""],
} = parseArgs({ options: { quick: { type: "boolean", default: false } }, allowPositionals: true });
const scenes = scenesOf(quick).filter(({ name }) => name.includes(wanted));
if (scenes.length === 0) {
  const names = scenesOf(quick).map(({ name }) => `  ${name}`);
  const isInFull = quick && scenesOf(false).some(({ name }) => name.includes(wanted));
  const why = isInFull ? "is measured only without --quick" : "is in the name of no scene";
  console.error(`${JSON.stringify(wanted)} ${why}. The scenes are:\n${names.join("\n")}`);
  process.exit(1);
}
const results = path.join(import.meta.dirname, "results");
pinLoad();

/** How busy the machine is. */
const load = () => (loadavg()[0] ?? 0).toFixed(1);

console.log(
  canPin ? "The servers run on one core, the load on another." : "Server and load share the cores.",
);
console.log(`Load of the machine: ${load()}`);
for (const reason of MISSING) console.log(reason);
mkdirSync(results, { recursive: true });
const machine = { node: process.version, processor: cpus()[0]?.model, cores: cpus().length, load: load() };
const start = performance.now();
/** @type {import("./scenes/scene.mjs").SceneResult[]} */
const all = [];
for (const scene of scenes) {
  const began = performance.now();
  for (const result of await scene.run()) {
    printScene(result);
    all.push(result);
    const file = path.join(results, `${result.scene.replace(/\W+/g, "-")}.json`);
    writeFileSync(file, `${JSON.stringify({ machine, quick, ...result }, undefined, 2)}\n`);
  }
  console.log(`  took ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
const seconds = ((performance.now() - start) / 1000).toFixed(0);
console.log(`\nTook ${seconds} s. Load of the machine: ${load()}`);
const behind = listBehind(all);
console.log(behind.length > 0 ? `Behind their goals:\n  ${behind.join("\n  ")}` : "All goals were reached.");
console.log(`Written to ${path.relative(process.cwd(), results)}`);
if (wanted === "" && !quick) publish(all, { ...machine, seconds });

// Measures jQluster beside the shortest relays of its kind: `npm run bench [part of a scene's name]`.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { canPin, pinLoad } from "./pinning.mjs";
import { SCENES } from "./scenes/all.mjs";
import { median } from "./statistics.mjs";
import { printScene } from "./table.mjs";

const [wanted = ""] = process.argv.slice(2);
const results = path.join(import.meta.dirname, "results");
pinLoad();

/**
 * What one contestant reached in one scene.
 *
 * @typedef {object} Figure
 * @property {string} contestant
 * @property {string | undefined} reference With whom it is compared.
 * @property {number} median
 * @property {readonly number[]} values One of each round.
 *
 * @typedef {{ scene: string, unit: string, figures: Figure[] }} SceneResult
 */

/**
 * All contestants take turns, so that whatever else the machine does hits all of them.
 *
 * @param {import("./scenes/scene.mjs").Scene} scene
 * @returns {Promise<SceneResult>}
 */
async function measure({ name, unit, contestants, rounds, prepare }) {
  const places = [];
  for (const contestant of contestants) {
    places.push({ contestant, ready: await prepare(contestant), values: /** @type {number[]} */ ([]) });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { ready, values } of places) values.push(await ready.measure());
  }
  for (const { ready } of places) await ready.close();
  const figures = places.map(({ contestant: { name: who, reference }, values }) => ({
    contestant: who,
    reference,
    median: median(values),
    values,
  }));
  return { scene: name, unit, figures };
}

console.log(
  canPin ? "The servers run on one core, the load on another." : "Server and load share the cores.",
);
mkdirSync(results, { recursive: true });
const machine = { node: process.version, processor: cpus()[0]?.model, cores: cpus().length };
for (const scene of SCENES.filter(({ name }) => name.includes(wanted))) {
  const result = await measure(scene);
  printScene(result);
  const file = path.join(results, `${scene.name.replace(/\W+/g, "-")}.json`);
  writeFileSync(file, `${JSON.stringify({ machine, ...result }, undefined, 2)}\n`);
}
console.log(`\nWritten to ${path.relative(process.cwd(), results)}`);

// Draws the newest figures of each scene that was measured: `npm run bench:plot`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chart } from "./chart.mjs";
import { SCENES } from "./scenes/all.mjs";

const results = path.join(import.meta.dirname, "results");
const target = path.join(import.meta.dirname, "..", "docs", "images", "performance.svg");

const measured = SCENES.map(({ name }) => path.join(results, `${name.replace(/\W+/g, "-")}.json`)).filter(
  existsSync,
);
/** @type {import("./run.mjs").SceneResult[]} */
const scenes = measured.map((file) => JSON.parse(readFileSync(file, "utf8")));
writeFileSync(target, chart(scenes));
console.log(`Drawn to ${path.relative(process.cwd(), target)}`);

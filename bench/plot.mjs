// Draws the figures of the last whole run: `npm run bench:plot`.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chart } from "./chart.mjs";

const source = path.join(import.meta.dirname, "results", "all.json");
const target = path.join(import.meta.dirname, "..", "docs", "images", "performance.svg");

/** @type {{ scenes: import("./run.mjs").SceneResult[] }} */
const { scenes } = JSON.parse(readFileSync(source, "utf8"));
writeFileSync(target, chart(scenes));
console.log(`Drawn to ${path.relative(process.cwd(), target)}`);

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chart } from "./chart.mjs";
import { markdownTable } from "./table.mjs";

const DOCS = path.join(import.meta.dirname, "..", "docs");
const PICTURE = path.join(DOCS, "images", "performance.svg");
const PAGE = path.join(DOCS, "performance.md");
const BEGIN = "<!-- figures: npm run bench writes them -->";
const END = "<!-- end of figures -->";

/**
 * Writes the figures of all scenes into the documentation, and draws its picture.
 *
 * @param {readonly import("./scenes/scene.mjs").SceneResult[]} results
 * @param {{ node: string, processor: string | undefined, cores: number, load: string, seconds: string }} run
 */
export function publish(results, { node, processor, cores, load, seconds }) {
  writeFileSync(PICTURE, chart(results));
  const page = readFileSync(PAGE, "utf8");
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no place for the figures`);
  const machine = `${cores} cores (${processor ?? "unknown"}), Node.js ${node}`;
  const text = `From one run of ${seconds} s on ${machine}, with a load of ${load} at its beginning.`;
  writeFileSync(PAGE, `${before}${BEGIN}\n${text}\n\n${markdownTable(results)}\n${END}${after}`);
  for (const file of [PICTURE, PAGE]) console.log(`Written to ${path.relative(process.cwd(), file)}`);
}

import { isBehind, ratioOf } from "./scenes/scene.mjs";

/**
 * Prints what came out of a scene, each figure with its ratio to what it is compared with, and its goal.
 *
 * @param {import("./scenes/scene.mjs").SceneResult} result
 */
export function printScene({ scene, unit, figures }) {
  console.log(`\n${scene} (${unit})`);
  for (const figure of figures) {
    const { contestant, reference, median, values } = figure;
    const ratio = reference === undefined ? "" : `${ratioOf(figure, figures).toFixed(2)} × ${reference}`;
    const range = `${round(Math.min(...values))} to ${round(Math.max(...values))}`;
    const line = `  ${contestant.padEnd(36)}${round(median).padStart(9)}   ${range.padEnd(18)} ${ratio}`;
    console.log(`${line.trimEnd()}${goalText(figure, figures, "   ")}`);
  }
}

/**
 * All scenes as one table of Markdown.
 *
 * @param {readonly import("./scenes/scene.mjs").SceneResult[]} results
 */
export function markdownTable(results) {
  const rows = results.flatMap(({ scene, unit, figures }) =>
    figures.map((figure, i) => {
      const { contestant, reference, median } = figure;
      const ratio = reference === undefined ? "" : `${ratioOf(figure, figures).toFixed(2)} × ${reference}`;
      const what = i === 0 ? `${scene} (${unit})` : "";
      return `| ${what} | ${contestant} | ${round(median)} | ${ratio} | ${goalText(figure, figures)} |`;
    }),
  );
  return ["| scene | who | median | ratio | goal |", "|---|---|---|---|---|", ...rows].join("\n");
}

/**
 * The goals that were not reached, a line each.
 *
 * @param {readonly import("./scenes/scene.mjs").SceneResult[]} results
 */
export function listBehind(results) {
  return results.flatMap(({ scene, figures }) =>
    figures
      .filter((figure) => isBehind(figure, figures))
      .map(
        (figure) =>
          `${scene}, ${figure.contestant}: ${round(ratioOf(figure, figures), 2)}, goal ${figure.goal}`,
      ),
  );
}

/**
 * @param {import("./scenes/scene.mjs").Figure} figure
 * @param {readonly import("./scenes/scene.mjs").Figure[]} figures
 * @param {string} [before]
 */
function goalText(figure, figures, before = "") {
  if (figure.goal === undefined) return "";
  return `${before}≤ ${figure.goal}${isBehind(figure, figures) ? " **behind**" : ""}`;
}

/**
 * @param {number} value
 * @param {number} [digits] Behind the point, of small values.
 */
function round(value, digits = 1) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(digits);
}

/**
 * Prints what came out of a scene, each figure with its ratio to what it is compared with.
 *
 * @param {import("./run.mjs").SceneResult} result
 */
export function printScene({ scene, unit, figures }) {
  console.log(`\n${scene} (${unit})`);
  for (const { contestant, reference, median, values } of figures) {
    const other = figures.find((figure) => figure.contestant === reference);
    const ratio = other ? `${(median / other.median).toFixed(2)} × ${reference}` : "";
    const range = `${round(Math.min(...values))} to ${round(Math.max(...values))}`;
    console.log(
      `  ${contestant.padEnd(34)}${round(median).padStart(9)}   ${range.padEnd(18)} ${ratio}`.trimEnd(),
    );
  }
}

/** @param {number} value */
function round(value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

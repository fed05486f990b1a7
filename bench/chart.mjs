import { isBehind } from "./scenes/scene.mjs";

const WIDTH = 820;
const LABELS = 260;
const FIGURES = 150;
const ROW = 20;
const GAP = 42;
const TOP = 16;
const OURS = "#2563eb";
const OTHERS = "#94a3b8";
const BEHIND = "#dc2626";

/**
 * Bars for each scene, ours in colour, shorter is better. A figure behind its goal is red.
 *
 * @param {readonly import("./scenes/scene.mjs").SceneResult[]} scenes
 * @returns {string} An SVG picture.
 */
export function chart(scenes) {
  let y = TOP;
  const parts = [];
  for (const { scene, unit, figures } of scenes) {
    y += ROW;
    parts.push(text(12, y, `${scene} (${unit})`, 'font-weight="600"'));
    // Where all are zero, the bars have no length.
    const largest = Math.max(...figures.map(({ median }) => median)) || 1;
    for (const figure of figures) {
      const { contestant, median, goal } = figure;
      const behind = isBehind(figure, figures);
      y += ROW;
      const length = Math.max(1, (Math.max(0, median) / largest) * (WIDTH - LABELS - FIGURES - 20));
      const isOurs = goal !== undefined || contestant.startsWith("jQluster");
      const fill = behind ? BEHIND : isOurs ? OURS : OTHERS;
      parts.push(text(LABELS - 8, y, contestant, 'text-anchor="end"'));
      parts.push(
        `<rect x="${LABELS}" y="${y - 12}" width="${length.toFixed(1)}" height="14" rx="2" fill="${fill}"/>`,
      );
      const value = median >= 100 ? median.toFixed(0) : median.toFixed(1);
      parts.push(text(LABELS + length + 6, y, behind ? `${value}, behind its goal` : value));
    }
    y += GAP - ROW;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="12" fill="#0f172a">`,
    "<title>What a message costs with jQluster and with others, scene by scene: shorter bars are better</title>",
    `<rect width="${WIDTH}" height="${y}" fill="#ffffff"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} [more] Further attributes.
 */
function text(x, y, content, more = "") {
  const safe = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y}" ${more}>${safe}</text>`;
}

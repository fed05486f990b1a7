import { readFileSync } from "node:fs";
import { SCRIPTS } from "../load/chromium.mjs";
import { figureOf } from "./scene.mjs";

/**
 * How long a browser parses and runs the page script, beside Socket.IO's client alone. After each load of one comes one
 * of the other, so that garbage collections and what else the machine does hit both.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ runs: number, goal: number }} load
 */
export async function scriptTime(page, { runs, goal }) {
  const peer = "Socket.IO's client alone";
  const [jquery = "", ours = "", theirs = ""] = [SCRIPTS.jquery, SCRIPTS.jqluster, SCRIPTS.socketIo].map(
    (file) => readFileSync(file, "utf8"),
  );
  // Within a function that nobody calls, a script is parsed and not run.
  const scripts = [theirs, ours, `function parsedAlone() {${ours}\n}`];
  const values = await page.evaluate(loadInTurn, { jquery, scripts, runs });
  const [ofTheirs = [], ofOurs = [], parsed = []] = values;
  const figures = [
    figureOf(peer, ofTheirs),
    figureOf("jQluster's script", ofOurs, goal, peer),
    figureOf("jQluster's script, parsed alone", parsed, undefined, peer),
  ];
  return { scene: "in the page: parse and run the script", unit: "ms", figures };
}

/**
 * Loads scripts in turn, each in a fresh frame and with a text of its own, so that nothing of it is cached.
 *
 * @param {{ jquery: string, scripts: string[], runs: number }} load
 * @returns {number[][]} The times of each script, in milliseconds.
 */
function loadInTurn({ jquery, scripts, runs }) {
  /** @type {number[][]} */
  const times = scripts.map(() => []);
  for (let run = 0; run < runs; run++) {
    scripts.forEach((script, i) => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      const inside = /** @type {Document} */ (frame.contentDocument);
      const load = (/** @type {string} */ text) => {
        const element = inside.createElement("script");
        element.text = `${text}\n// ${run}`;
        const start = performance.now();
        inside.head.append(element);
        return performance.now() - start;
      };
      load(jquery);
      times[i]?.push(load(script));
      frame.remove();
    });
  }
  return times;
}

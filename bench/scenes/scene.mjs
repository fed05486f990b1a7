import { median } from "../statistics.mjs";

/**
 * What is compared in one scene.
 *
 * @typedef {object} Contestant
 * @property {string} name How the table calls it.
 * @property {import("../load/nodes.mjs").Dialect} dialect
 * @property {() => Promise<import("../peers/start-peer.mjs").Peer>} start
 * @property {(redisUrl: string) => Promise<import("../peers/start-peer.mjs").Peer>} [startOnRedis] Starts one process of several.
 * @property {boolean} [hasWorkers] Whether it can run as several workers.
 * @property {string | undefined} [reference] The name of the contestant that it is compared with.
 */

/**
 * A contestant that is ready to be measured again and again.
 *
 * @typedef {object} Ready
 * @property {() => Promise<number>} measure
 * @property {() => Promise<void>} close
 */

/**
 * One thing that is measured with each contestant in turn.
 *
 * @typedef {object} Comparison
 * @property {string} name
 * @property {string} unit
 * @property {readonly Contestant[]} contestants Who takes part.
 * @property {number} rounds
 * @property {(contestant: Contestant) => Promise<Ready>} prepare
 */

/**
 * What one contestant reached in one scene.
 *
 * @typedef {object} Figure
 * @property {string} contestant
 * @property {string | undefined} reference With whom it is compared.
 * @property {number} median
 * @property {readonly number[]} values One of each round.
 * @property {number} [goal] The most that it shall be: the ratio where there is a reference, otherwise the figure itself.
 *
 * @typedef {{ scene: string, unit: string, figures: Figure[] }} SceneResult
 */

/**
 * What is measured together.
 *
 * @typedef {object} Scene
 * @property {string} name
 * @property {() => Promise<SceneResult[]>} run
 */

/** For each contestant that has a goal, the most that its figure shall be. @typedef {Readonly<Record<string, number>>} Goals */

/**
 * A scene in which all contestants take turns, so that whatever else the machine does hits all of them.
 *
 * @param {Comparison} comparison
 * @param {Goals} [goals]
 * @returns {Scene}
 */
export function compared(comparison, goals = {}) {
  return { name: comparison.name, run: async () => [await compare(comparison, goals)] };
}

/**
 * @param {Comparison} comparison
 * @param {Goals} goals
 * @returns {Promise<SceneResult>}
 */
export async function compare({ name, unit, contestants, rounds, prepare }, goals) {
  const places = [];
  for (const contestant of contestants) {
    places.push({ contestant, ready: await prepare(contestant), values: /** @type {number[]} */ ([]) });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { ready, values } of places) values.push(await ready.measure());
  }
  for (const { ready } of places) await ready.close();
  const names = places.map(({ contestant }) => contestant.name);
  const figures = places.map(({ contestant: { name: who, reference = "" }, values }) =>
    // With whom there is nothing to compare here, it is not compared.
    figureOf(who, values, goals[who], names.includes(reference) ? reference : undefined),
  );
  return { scene: name, unit, figures };
}

/**
 * @param {string} contestant
 * @param {readonly number[]} values
 * @param {number} [goal]
 * @param {string} [reference]
 * @returns {Figure}
 */
export function figureOf(contestant, values, goal, reference) {
  return { contestant, reference, median: median(values), values, ...(goal !== undefined && { goal }) };
}

/**
 * The figure as its goal is given: the ratio to what it is compared with, or the figure itself.
 *
 * @param {Figure} figure
 * @param {readonly Figure[]} figures All of the scene.
 */
export function ratioOf({ reference, median: own }, figures) {
  const other = figures.find(({ contestant }) => contestant === reference);
  return other ? own / other.median : own;
}

/**
 * Whether a figure is behind its goal.
 *
 * @param {Figure} figure
 * @param {readonly Figure[]} figures All of the scene.
 */
export function isBehind(figure, figures) {
  // A figure that could not be measured is behind as well.
  return figure.goal !== undefined && !(ratioOf(figure, figures) <= figure.goal);
}

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
 * One thing that is measured.
 *
 * @typedef {object} Scene
 * @property {string} name
 * @property {string} unit
 * @property {readonly Contestant[]} contestants Who takes part.
 * @property {number} rounds
 * @property {(contestant: Contestant) => Promise<Ready>} prepare
 */

export {};

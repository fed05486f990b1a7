import { connectPairs } from "../load/traffic.mjs";
import { median } from "../statistics.mjs";

/** How many times what is measured is exchanged before, so that what is measured runs compiled. */
const WARM_UP = 3;

/**
 * Pages that ask each other in pairs: server CPU time for each message that it takes and passes on.
 *
 * @param {string} name
 * @param {readonly import("./scene.mjs").Contestant[]} contestants
 * @param {{ pairs: number, inFlight: number, bytes: number, requests: number, rounds: number, warmUp?: number }} load
 * @returns {import("./scene.mjs").Comparison}
 */
export function pairs(name, contestants, { requests, rounds, warmUp, ...load }) {
  return {
    name,
    unit: "µs CPU a message",
    contestants,
    rounds,
    async prepare({ start, dialect }) {
      const peer = await start();
      const traffic = await connectPairs(dialect, [peer.port, peer.port], load);
      return measured(traffic, requests, [peer], warmUp);
    },
  };
}

/**
 * @param {import("../load/traffic.mjs").Pairs} traffic
 * @param {number} requests How many are exchanged each time.
 * @param {readonly import("../peers/start-peer.mjs").Peer[]} peers The servers whose CPU time counts.
 * @param {number} warmUp How many requests are exchanged before.
 * @returns {Promise<import("./scene.mjs").Ready>}
 */
export async function measured(traffic, requests, peers, warmUp = WARM_UP * requests) {
  await traffic.exchange(warmUp);
  const cpu = async () => {
    let sum = 0;
    for (const peer of peers) sum += await peer.cpu();
    return sum;
  };
  return {
    async measure() {
      const before = await cpu();
      await traffic.exchange(requests);
      return ((await cpu()) - before) / (2 * requests);
    },
    async close() {
      await traffic.close();
      for (const peer of peers) await peer.stop();
    },
  };
}

/**
 * One page that asks another, one question after the other: how long until the answer is there.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants
 * @param {{ requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
 */
export function roundTrip(contestants, { requests, rounds }) {
  return {
    name: "round trip, alone",
    unit: "µs, median",
    contestants,
    rounds,
    async prepare({ start, dialect }) {
      const peer = await start();
      const traffic = await connectPairs(dialect, [peer.port, peer.port], {
        pairs: 1,
        inFlight: 1,
        bytes: 200,
      });
      await traffic.exchange(requests);
      return {
        async measure() {
          const times = [];
          for (let i = 0; i < requests; i++) {
            const start = performance.now();
            await traffic.exchange(1);
            times.push((performance.now() - start) * 1000);
          }
          return median(times);
        },
        async close() {
          await traffic.close();
          await peer.stop();
        },
      };
    },
  };
}

import { connectPairs } from "../load/traffic.mjs";
import { median } from "../statistics.mjs";

/**
 * Pages that ask each other in pairs: server CPU time for each message that it takes and passes on.
 *
 * @param {string} name
 * @param {readonly import("./scene.mjs").Contestant[]} contestants
 * @param {{ pairs: number, inFlight: number, bytes: number, requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
 */
export function pairs(name, contestants, { requests, rounds, ...load }) {
  return {
    name,
    unit: "µs CPU a message",
    contestants,
    rounds,
    async prepare({ start, dialect }) {
      const peer = await start();
      const traffic = await connectPairs(dialect, [peer.port, peer.port], load);
      await traffic.exchange(requests);
      return {
        async measure() {
          const before = await peer.cpu();
          await traffic.exchange(requests);
          return ((await peer.cpu()) - before) / (2 * requests);
        },
        async close() {
          await traffic.close();
          await peer.stop();
        },
      };
    },
  };
}

/**
 * One page that asks another, one question after the other: how long until the answer is there.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants
 * @param {{ requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
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

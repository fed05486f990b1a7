import { connectPairs } from "../load/traffic.mjs";
import { canMeasureWorkers, startWorkers } from "../peers/start-workers.mjs";
import { measured, pairs } from "./pairs.mjs";

export { canMeasureWorkers };

const BYTES = 200;
const PAIRS = 50;
const WORKERS = 2;

/**
 * Pairs of pages on two workers, so that every message crosses: CPU time of all processes for each message, beside
 * what one process takes for it.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants Those that can have workers take part.
 * @param {{ inFlight: number, requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
 */
export function acrossWorkers(contestants, { inFlight, requests, rounds }) {
  const load = { pairs: PAIRS, inFlight, bytes: BYTES };
  const alone = contestants
    .filter(({ hasWorkers }) => hasWorkers)
    .map((contestant) => ({ ...contestant, reference: undefined }));
  const across = alone.map((contestant) => ({
    ...contestant,
    name: `${contestant.name}, across two workers`,
    reference: contestant.name,
  }));
  const local = pairs(`pairs across two workers, ${inFlight} in flight`, alone, {
    ...load,
    requests,
    rounds,
  });
  return {
    ...local,
    unit: "µs CPU a message, all processes",
    contestants: [...alone, ...across],
    async prepare(contestant) {
      if (contestant.reference === undefined) return local.prepare(contestant);
      const workers = await startWorkers(WORKERS);
      // Connections are given to the workers in turn, and every second page asks.
      const traffic = await connectPairs(contestant.dialect, [workers.port, workers.port], load);
      await assertCrossing(workers, traffic);
      return measured(traffic, requests, [workers]);
    },
  };
}

/**
 * What the parent process of two workers has to do with a message that crosses: its CPU time.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants Those that can have workers take part.
 * @param {{ requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
 */
export function parentOfWorkers(contestants, { requests, rounds }) {
  return {
    name: "parent of two workers",
    unit: "µs CPU a message",
    contestants: contestants
      .filter(({ hasWorkers }) => hasWorkers)
      .map((contestant) => ({ ...contestant, reference: undefined })),
    rounds,
    async prepare({ dialect }) {
      const workers = await startWorkers(WORKERS);
      const load = { pairs: PAIRS, inFlight: 16, bytes: BYTES };
      const traffic = await connectPairs(dialect, [workers.port, workers.port], load);
      await assertCrossing(workers, traffic);
      return measured(traffic, requests, [{ ...workers, cpu: workers.parentCpu }]);
    },
  };
}

/**
 * @param {import("../peers/start-workers.mjs").Workers} workers
 * @param {import("../load/traffic.mjs").Pairs} traffic
 */
async function assertCrossing(workers, traffic) {
  const before = await workers.crossed();
  await traffic.exchange(PAIRS);
  const crossed = (await workers.crossed()) - before;
  if (crossed !== PAIRS) throw new Error(`of ${PAIRS} requests only ${crossed} crossed between the workers`);
}

import { connectPairs } from "../load/traffic.mjs";
import { canMeasureWorkers, startWorkers } from "../peers/start-workers.mjs";
import { measured, pairs } from "./pairs.mjs";
import { compare, figureOf } from "./scene.mjs";

export { canMeasureWorkers };

const BYTES = 200;
const PAIRS = 50;
const WORKERS = 2;
/** The requests that each worker takes before: as many as a process compiles its busiest parts in. */
const WARM_UP = 25_000;

/**
 * Pairs of pages on two workers, so that every message crosses: CPU time of all processes for each message, beside
 * what one process takes for it.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants Those that can have workers take part.
 * @param {{ inFlight: number, requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
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
    warmUp: WARM_UP,
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
      return measured(traffic, requests, [workers], WORKERS * WARM_UP);
    },
  };
}

/**
 * What the parent process of two workers has to do with a message that crosses: its CPU time.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants Those that can have workers take part.
 * @param {{ requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
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
      return measured(traffic, requests, [{ ...workers, cpu: workers.parentCpu }], WORKERS * WARM_UP);
    },
  };
}

/**
 * Pairs of pages in rooms, on one process and on more and more workers: CPU time of all processes for each message, and
 * how many of the requests cross between workers.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants Those that can have workers take part.
 * @param {{ workers: readonly number[], pairs: number, rooms: number, requests: number, rounds: number, warmUp?: number }} load
 * @param {{ cpu: number, share: number }} goals The most CPU time of one process, and the largest share, in percent.
 * @returns {import("./scene.mjs").Scene}
 */
export function inRooms(
  contestants,
  { workers: counts, pairs: pairCount, rooms, requests, rounds, warmUp = WARM_UP },
  goals,
) {
  const load = { pairs: pairCount, inFlight: 4, bytes: BYTES, rooms };
  const name = `${pairCount} pairs in ${rooms} rooms`;
  const alone = contestants
    .filter(({ hasWorkers }) => hasWorkers)
    .map((contestant) => ({ ...contestant, reference: undefined }));
  const local = pairs(name, alone, { ...load, requests, rounds, warmUp });
  const placed = alone.flatMap((contestant) =>
    counts.map((count) => ({
      ...contestant,
      name: `${contestant.name}, ${count} workers`,
      reference: contestant.name,
    })),
  );
  const workersOf = new Map(placed.map(({ name: who }, i) => [who, counts[i % counts.length]]));
  /** @type {import("./scene.mjs").Figure[]} */
  const shares = [];
  /** @type {import("./scene.mjs").Comparison} */
  const comparison = {
    ...local,
    unit: "µs CPU a message, all processes",
    contestants: [...alone, ...placed],
    async prepare(contestant) {
      const count = workersOf.get(contestant.name);
      if (count === undefined) return local.prepare(contestant);
      const workers = await startWorkers(count);
      const traffic = await connectPairs(contestant.dialect, [workers.port, workers.port], load);
      const before = await workers.crossed();
      await traffic.exchange(pairCount);
      const share = (100 * ((await workers.crossed()) - before)) / pairCount;
      shares.push(figureOf(contestant.name, [share], goals.share));
      return measured(traffic, requests, [workers], count * warmUp);
    },
  };
  return {
    name,
    async run() {
      const cpu = await compare(
        comparison,
        Object.fromEntries(placed.map(({ name: who }) => [who, goals.cpu])),
      );
      return [cpu, { scene: `${name}, requests that cross`, unit: "% of all", figures: shares }];
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

import { CONNECTED, OURS, POLLING } from "../contestants.mjs";
import { amongOthers, churn, connecting, idle } from "./connections.mjs";
import { fanOut } from "./fan-out.mjs";
import { pairs, roundTrip } from "./pairs.mjs";
import { acrossRedis, hasRedis } from "./redis.mjs";
import { sessionCpu, sessionMemory, statementLoop } from "./sessions.mjs";
import { acrossWorkers, canMeasureWorkers, inRooms, parentOfWorkers } from "./workers.mjs";

const FIFTY_PAIRS = { pairs: 50, inFlight: 16, rounds: 7 };

/** @type {readonly import("./scene.mjs").Scene[]} */
export const SCENES = [
  roundTrip(CONNECTED, { requests: 1_000, rounds: 7 }),
  pairs("50 pairs, 200 B", CONNECTED, { ...FIFTY_PAIRS, bytes: 200, requests: 10_000 }),
  pairs("50 pairs, 4 KB", CONNECTED, { ...FIFTY_PAIRS, bytes: 4_096, requests: 5_000 }),
  pairs("20 pairs, 64 KB", CONNECTED, { pairs: 20, inFlight: 2, rounds: 7, bytes: 65_536, requests: 500 }),
  fanOut(CONNECTED, { connections: 500, messages: 40, rounds: 7 }),
  idle(CONNECTED, { connections: 2_000, rounds: 3 }),
  connecting(CONNECTED, { connections: 500, rounds: 5 }),
  pairs("20 pairs, long-polling", POLLING, {
    pairs: 20,
    inFlight: 4,
    rounds: 5,
    bytes: 200,
    requests: 1_000,
  }),
  ...OURS.map((contestant) =>
    amongOthers(contestant, { few: 10, many: 16_000, requests: 10_000, rounds: 5 }),
  ),
  sessionCpu({ pairs: 20, requests: 6_400, rounds: 7 }),
  sessionMemory({ connections: 1_000, rounds: 3 }),
  statementLoop({ statements: 5_000, rounds: 7 }),
  churn(OURS, { connections: 2_000, rounds: 5 }),
  ...(canMeasureWorkers
    ? [
        acrossWorkers(OURS, { inFlight: 16, requests: 10_000, rounds: 7 }),
        acrossWorkers(OURS, { inFlight: 1, requests: 5_000, rounds: 7 }),
        inRooms(OURS, { workers: [2, 4, 8], pairs: 400, rooms: 100, requests: 20_000, rounds: 5 }),
        parentOfWorkers(OURS, { requests: 20_000, rounds: 5 }),
      ]
    : []),
  ...(hasRedis ? [acrossRedis(CONNECTED, { requests: 5_000, rounds: 5 })] : []),
];

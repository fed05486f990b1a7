import { CONNECTED, OURS, POLLING } from "../contestants.mjs";
import { chromium } from "../load/chromium.mjs";
import { hasNats } from "../peers/nats.mjs";
import { amongOthers, churn, connecting, idle, ownRooms } from "./connections.mjs";
import { fanOut } from "./fan-out.mjs";
import { hall } from "./hall.mjs";
import { inPage } from "./in-page.mjs";
import { pairs, roundTrip } from "./pairs.mjs";
import { acrossRedis, hasRedis } from "./redis.mjs";
import { compared } from "./scene.mjs";
import { sessionCpu, sessionMemory, statementLoop } from "./sessions.mjs";
import { acrossWorkers, canMeasureWorkers, inRooms, parentOfWorkers } from "./workers.mjs";

/** The phones of the hall that shall be served by one core, and of the one that is tried in a quick run. */
const HALL = { phones: 10_000, polling: 500 };
const SMALL_HALL = { phones: 400, polling: 20 };

/** What cannot be measured here, and why. */
export const MISSING = [
  ...(hasNats ? [] : ["nats-server is not installed: it is not among the peers."]),
  ...(hasRedis ? [] : ["redis-server is not installed: no scene across Redis."]),
  ...(chromium ? [] : ["Chromium is not installed: no scene in the page."]),
  ...(canMeasureWorkers ? [] : ["The CPU time of other processes cannot be read here: no scene of workers."]),
];

/** The same goal for a jQluster on each transport. @param {number} socketIo @param {number} [webSocket] */
function goals(socketIo, webSocket = socketIo) {
  return { "jQluster, Socket.IO": socketIo, "jQluster, WebSocket": webSocket };
}

/** @param {number} goal @param {string} suffix */
function goalsOf(goal, suffix) {
  return Object.fromEntries(OURS.map(({ name }) => [`${name}${suffix}`, goal]));
}

/**
 * All scenes.
 *
 * @param {boolean} isQuick Whether one shall only see that everything runs, and about where it stands, in less than a minute.
 * @returns {readonly import("./scene.mjs").Scene[]}
 */
export function scenesOf(isQuick) {
  const part = isQuick ? 10 : 1;
  const rounds = isQuick ? 1 : 5;
  const fifty = { pairs: 50, inFlight: 16, rounds };
  const always = [
    compared(roundTrip(CONNECTED, { requests: 1_000 / part, rounds }), goals(1.05)),
    compared(
      pairs("50 pairs, 200 B", CONNECTED, { ...fifty, bytes: 200, requests: 10_000 / part }),
      goals(0.75, 0.8),
    ),
    compared(
      pairs("50 pairs, 4 KB", CONNECTED, { ...fifty, bytes: 4_096, requests: 5_000 / part }),
      goals(0.9),
    ),
    compared(
      fanOut(CONNECTED, { connections: isQuick ? 100 : 500, messages: 40 / part, rounds }),
      goals(0.6),
    ),
    compared(idle(CONNECTED, { connections: 2_000 / part, rounds: isQuick ? 1 : 2 }), goals(1.15)),
    compared(connecting(CONNECTED, { connections: 500 / part, rounds }), goals(1.1)),
    compared(
      pairs("20 pairs, long-polling", POLLING, {
        pairs: 20,
        inFlight: 4,
        rounds,
        bytes: 200,
        requests: 1_000 / part,
      }),
      { "jQluster, polling": 0.9 },
    ),
    compared(ownRooms(OURS, { connections: 2_000 / part, rounds: 1 }), goals(2)),
    ...(chromium
      ? [
          inPage({
            tasks: [
              {
                name: "questions, one after the other",
                deed: "ask in turn",
                times: isQuick ? 50 : 200,
                goal: 1.05,
              },
              { name: "questions at once", deed: "ask at once", times: 1_000 / part, goal: 0.7 },
              { name: "setters in a loop", deed: "set in a loop", times: 5_000 / part, goal: 0.7 },
              { name: "events in a loop", deed: "trigger in a loop", times: 5_000 / part, goal: 0.7 },
            ],
            drag: { moves: 1_000 / part, throttle: 16, goal: 5 },
            script: { runs: isQuick ? 10 : 80, goal: 1.2 },
            rounds: isQuick ? 1 : 4,
          }),
        ]
      : []),
    compared(statementLoop({ statements: 5_000 / part, rounds: isQuick ? 1 : 5 }), goals(1.5)),
    ...(canMeasureWorkers
      ? [
          inRooms(
            isQuick ? OURS.slice(0, 1) : OURS,
            isQuick
              ? { workers: [2], pairs: 20, rooms: 10, requests: 1_000, rounds, warmUp: 1_000 }
              : { workers: [2, 4, 8], pairs: 400, rooms: 100, requests: 10_000, rounds: 3 },
            { cpu: 1.1, share: 1 },
          ),
        ]
      : []),
    hall(isQuick ? SMALL_HALL : HALL, !isQuick, { seen: 700, memory: 256, back: 5 }),
  ];
  return isQuick ? always : [...always, ...furtherScenes()];
}

function furtherScenes() {
  const rounds = 5;
  return [
    compared(
      pairs("20 pairs, 64 KB", CONNECTED, { pairs: 20, inFlight: 2, rounds, bytes: 65_536, requests: 500 }),
    ),
    ...OURS.map((contestant) =>
      compared(amongOthers(contestant, { few: 10, many: 8_000, requests: 10_000, rounds: 3 })),
    ),
    compared(sessionCpu({ pairs: 20, requests: 6_400, rounds })),
    // Of the heap, once it is collected, each round tells the same.
    compared(sessionMemory({ connections: 1_000, rounds: 1 })),
    compared(churn(OURS, { connections: 1_000, rounds })),
    ...(canMeasureWorkers
      ? [
          compared(
            acrossWorkers(OURS, { inFlight: 16, requests: 10_000, rounds }),
            goalsOf(2.2, ", across two workers"),
          ),
          compared(
            acrossWorkers(OURS, { inFlight: 1, requests: 5_000, rounds: 3 }),
            goalsOf(1.9, ", across two workers"),
          ),
          compared(parentOfWorkers(OURS, { requests: 20_000, rounds: 1 }), goals(0.1)),
        ]
      : []),
    ...(hasRedis ? [compared(acrossRedis(CONNECTED, { requests: 5_000, rounds: 3 }))] : []),
  ];
}

import { setTimeout } from "node:timers/promises";
import { connectClient, jqlusterLoop, socketIoLoop } from "../load/clients.mjs";
import { startPeer } from "../peers/start-peer.mjs";

const DIALECTS = /** @type {const} */ ([
  ["Socket.IO", "socket.io"],
  ["WebSocket", "websocket"],
]);

/** jQluster with sessions and without, over each transport; both are spoken to by its own client. */
const WITH_AND_WITHOUT = DIALECTS.flatMap(([name, dialect]) => {
  const without = `resumeTimeout 0, ${name}`;
  return [
    { name: without, dialect, start: () => startPeer("jqluster", ["", "0"]) },
    { name: `sessions, ${name}`, dialect, start: () => startPeer("jqluster"), reference: without },
  ];
});

const AT_ONCE = 50;
/** How long a client that keeps to the rate limit waits between two loops, in milliseconds. */
const REST = 4_000;

/**
 * @param {"socket.io" | "websocket"} dialect
 * @param {number} port
 * @param {number} count
 * @param {string} prefix What their names begin with.
 */
async function connectMany(dialect, port, count, prefix) {
  /** @type {import("../../dist/client/index.mjs").ConnectedNode[]} */
  const nodes = [];
  while (nodes.length < count) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - nodes.length) }, (_, i) =>
      connectClient(dialect, port, `${prefix}${nodes.length + i}`),
    );
    nodes.push(...(await Promise.all(some)));
  }
  return nodes;
}

/** @param {import("./scene.mjs").Contestant} contestant */
function dialectOf({ dialect }) {
  return dialect === "websocket" ? "websocket" : "socket.io";
}

/**
 * What sessions cost: server CPU time for each message between programs that ask each other.
 *
 * @param {{ pairs: number, requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
 */
export function sessionCpu({ pairs, requests, rounds }) {
  return {
    name: `sessions, ${pairs} pairs`,
    unit: "µs CPU a message",
    contestants: WITH_AND_WITHOUT,
    rounds,
    async prepare(contestant) {
      const peer = await contestant.start();
      const dialect = dialectOf(contestant);
      const askers = await connectMany(dialect, peer.port, pairs, "A");
      const answerers = await connectMany(dialect, peer.port, pairs, "B");
      const each = requests / pairs;
      /** Each pair has 16 requests under way; a program without a page answers with an error. */
      const exchange = async () => {
        await Promise.all(
          askers.map(async (asker, i) => {
            const remote = asker.remote(`B${i}`);
            for (let done = 0; done < each; done += 16) {
              const asked = Array.from({ length: 16 }, () => remote("#t").text());
              await Promise.allSettled(asked);
            }
          }),
        );
      };
      for (let i = 0; i < 3; i++) await exchange();
      return {
        async measure() {
          const before = await peer.cpu();
          await exchange();
          return ((await peer.cpu()) - before) / (2 * pairs * 16 * Math.ceil(each / 16));
        },
        async close() {
          for (const node of [...askers, ...answerers]) node.release();
          await peer.stop();
        },
      };
    },
  };
}

/**
 * What sessions cost: the heap for each program that is registered and silent.
 *
 * @param {{ connections: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
 */
export function sessionMemory({ connections, rounds }) {
  return {
    name: `sessions, ${connections} idle`,
    unit: "KiB of heap a connection",
    contestants: WITH_AND_WITHOUT,
    rounds,
    async prepare(contestant) {
      const dialect = dialectOf(contestant);
      return {
        async measure() {
          const peer = await contestant.start();
          const warm = await connectMany(dialect, peer.port, AT_ONCE, "warm-up");
          const before = await peer.memory();
          const nodes = await connectMany(dialect, peer.port, connections, "N");
          await setTimeout(500);
          const after = await peer.memory();
          for (const node of [...warm, ...nodes]) node.release();
          await peer.stop();
          return (after.heapUsed - before.heapUsed) / connections / 1024;
        },
        async close() {},
      };
    },
  };
}

/**
 * A loop of statements under default limits, beside bare emits of Socket.IO's client: how long until all have arrived.
 *
 * @param {{ statements: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
 */
export function statementLoop({ statements, rounds }) {
  const emits = "bare emits of Socket.IO";
  return {
    name: `loop of ${statements}`,
    unit: "ms until all have arrived",
    contestants: [
      { name: emits, dialect: "socket.io", start: () => startPeer("socket-io-relay") },
      ...DIALECTS.map(([name, dialect]) => ({
        name: `jQluster, ${name}`,
        dialect,
        start: () => startPeer("jqluster", ["", "", "defaults"]),
        reference: emits,
      })),
    ],
    rounds,
    async prepare(contestant) {
      const peer = await contestant.start();
      const loop = await (contestant.name === emits
        ? socketIoLoop(peer.port)
        : jqlusterLoop(dialectOf(contestant), peer.port));
      await loop.run(statements);
      let end = performance.now();
      return {
        async measure() {
          // A second loop at once would meet the rate limit: an honest client waits then.
          await setTimeout(Math.max(0, end + REST - performance.now()));
          const taken = await loop.run(statements);
          end = performance.now();
          return taken;
        },
        async close() {
          await loop.close();
          await peer.stop();
        },
      };
    },
  };
}

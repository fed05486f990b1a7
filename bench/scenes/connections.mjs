import { connectNode } from "../load/nodes.mjs";
import { connectPairs } from "../load/traffic.mjs";

const AT_ONCE = 50;

/**
 * @param {import("../load/nodes.mjs").Dialect} dialect
 * @param {number} port
 * @param {number} count
 * @param {string} prefix What their names begin with.
 */
async function connectMany(dialect, port, count, prefix) {
  /** @type {import("../load/nodes.mjs").LoadNode[]} */
  const nodes = [];
  while (nodes.length < count) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - nodes.length) }, (_, i) =>
      connectNode(dialect, port, `${prefix}${nodes.length + i}`),
    );
    nodes.push(...(await Promise.all(some)));
  }
  return nodes;
}

/** @param {readonly import("../load/nodes.mjs").LoadNode[]} nodes */
async function closeAll(nodes) {
  await Promise.all(nodes.map((node) => node.close()));
}

/**
 * Pages that are registered and silent: resident memory of the server for each, in a process of its own.
 *
 * @param {readonly string[]} contestants
 * @param {{ connections: number, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
 */
export function idle(contestants, { connections, rounds }) {
  return {
    name: `idle, ${connections} connections`,
    unit: "KiB a connection",
    contestants,
    rounds,
    async prepare({ start, dialect }) {
      return {
        async measure() {
          const peer = await start();
          await closeAll(await connectMany(dialect, peer.port, AT_ONCE, "warm-up"));
          const before = await peer.memory();
          const nodes = await connectMany(dialect, peer.port, connections, "N");
          const after = await peer.memory();
          await closeAll(nodes);
          await peer.stop();
          return (after.rss - before.rss) / connections / 1024;
        },
        async close() {},
      };
    },
  };
}

/**
 * Pages that come, register and go: server CPU time for each.
 *
 * @param {readonly string[]} contestants
 * @param {{ connections: number, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
 */
export function connecting(contestants, { connections, rounds }) {
  return {
    name: "connect, register, leave",
    unit: "µs CPU a page",
    contestants,
    rounds,
    async prepare({ start, dialect }) {
      const peer = await start();
      let round = 0;
      const comeAndGo = async () => {
        round += 1;
        for (let done = 0; done < connections; done += AT_ONCE) {
          await closeAll(await connectMany(dialect, peer.port, AT_ONCE, `R${round}-${done}-`));
        }
      };
      await comeAndGo();
      return {
        async measure() {
          const before = await peer.cpu();
          await comeAndGo();
          return ((await peer.cpu()) - before) / connections;
        },
        close: () => peer.stop(),
      };
    },
  };
}

/**
 * Pairs of pages while many other nodes are registered and silent: server CPU time for each message.
 *
 * @param {readonly string[]} contestants
 * @param {{ others: number, requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
 */
export function amongOthers(contestants, { others, requests, rounds }) {
  return {
    name: `pairs among ${others} other nodes`,
    unit: "µs CPU a message",
    contestants,
    rounds,
    async prepare({ start, dialect }) {
      const peer = await start();
      const silent = await connectMany(dialect, peer.port, others, "N");
      const load = { pairs: 50, inFlight: 16, bytes: 200 };
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
          await closeAll(silent);
          await peer.stop();
        },
      };
    },
  };
}

/**
 * Pages under fresh names that come, ask one another and go, again and again: how much the heap grows for a thousand.
 *
 * @param {readonly string[]} contestants
 * @param {{ connections: number, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
 */
export function churn(contestants, { connections, rounds }) {
  return {
    name: "churn of fresh names",
    unit: "KiB heap growth a 1,000 pages",
    contestants,
    rounds,
    async prepare({ start, dialect }) {
      const peer = await start();
      let round = 0;
      const turnOver = async () => {
        round += 1;
        for (let done = 0; done < connections; done += AT_ONCE) {
          await closeAll(await connectMany(dialect, peer.port, AT_ONCE, `R${round}-${done}-`));
        }
      };
      await turnOver();
      return {
        async measure() {
          const before = await peer.memory();
          await turnOver();
          return ((await peer.memory()).heapUsed - before.heapUsed) / 1024 / (connections / 1000);
        },
        close: () => peer.stop(),
      };
    },
  };
}

import { setTimeout } from "node:timers/promises";
import { connectNode } from "../load/nodes.mjs";
import { pairs } from "./pairs.mjs";

const AT_ONCE = 50;

/**
 * @param {import("../load/nodes.mjs").Dialect} dialect
 * @param {number} port
 * @param {number} count
 * @param {string} prefix What their names begin with.
 * @param {boolean} [inRooms] Whether each is in a room of its own.
 */
async function connectMany(dialect, port, count, prefix, inRooms = false) {
  /** @type {import("../load/nodes.mjs").LoadNode[]} */
  const nodes = [];
  while (nodes.length < count) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - nodes.length) }, (_, i) =>
      connectNode(dialect, port, `${prefix}${nodes.length + i}`, {
        room: inRooms ? `room-${nodes.length + i}` : undefined,
      }),
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
 * Pages under fresh names come, register and go.
 *
 * @param {import("../load/nodes.mjs").Dialect} dialect
 * @param {number} port
 * @param {number} count
 * @param {number} round Makes their names others than in another round.
 */
async function turnOver(dialect, port, count, round) {
  for (let done = 0; done < count; done += AT_ONCE) {
    await closeAll(await connectMany(dialect, port, AT_ONCE, `R${round}-${done}-`));
  }
}

/**
 * Pages that are registered and silent: resident memory of the server for each, in a process of its own.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants
 * @param {{ connections: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
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
 * Pages that are registered and silent, each in a room of its own, beside pages in no room: how much more heap each takes.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants Those that have rooms.
 * @param {{ connections: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
 */
export function ownRooms(contestants, { connections, rounds }) {
  return {
    name: `${connections} pages, each in a room of its own`,
    unit: "KiB heap more than without a room",
    contestants: contestants.map((contestant) => ({ ...contestant, reference: undefined })),
    rounds,
    async prepare({ start, dialect }) {
      /** @param {boolean} inRooms */
      const heapOfEach = async (inRooms) => {
        const peer = await start();
        await closeAll(await connectMany(dialect, peer.port, AT_ONCE, "warm-up", inRooms));
        const before = await peer.memory();
        const nodes = await connectMany(dialect, peer.port, connections, "N", inRooms);
        const after = await peer.memory();
        await closeAll(nodes);
        await peer.stop();
        return (after.heapUsed - before.heapUsed) / connections / 1024;
      };
      return {
        measure: async () => (await heapOfEach(true)) - (await heapOfEach(false)),
        async close() {},
      };
    },
  };
}

/**
 * Pages that come, register and go: server CPU time for each.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants
 * @param {{ connections: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
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
      const comeAndGo = () => turnOver(dialect, peer.port, connections, ++round);
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
 * Pairs of pages while few or many other nodes are registered and silent: server CPU time for each message.
 * One contestant at a time, since a process may have only so many connections open.
 *
 * @param {import("./scene.mjs").Contestant} contestant
 * @param {{ few: number, many: number, requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
 */
export function amongOthers(contestant, { few, many, requests, rounds }) {
  const load = { pairs: 50, inFlight: 16, bytes: 200, requests, rounds };
  const amongFew = { ...contestant, name: `${contestant.name}, among ${few}` };
  const amongMany = { ...contestant, name: `${contestant.name}, among ${many}`, reference: amongFew.name };
  const both = [amongFew, amongMany];
  return {
    ...pairs(`pairs among other nodes, ${contestant.name}`, both, load),
    async prepare(one) {
      const peer = await one.start();
      const silent = await connectMany(one.dialect, peer.port, one === amongMany ? many : few, "N");
      const { prepare } = pairs("", both, load);
      const traffic = await prepare({ ...one, start: async () => peer });
      return {
        measure: traffic.measure,
        async close() {
          await closeAll(silent);
          await traffic.close();
        },
      };
    },
  };
}

/**
 * Pages under fresh names that come, ask one another and go, again and again: how much the heap grows for a thousand.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants
 * @param {{ connections: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
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
      const comeAndGo = async () => {
        await turnOver(dialect, peer.port, connections, ++round);
        // The server has to notice that the last are gone.
        await setTimeout(500);
      };
      await comeAndGo();
      return {
        async measure() {
          const before = await peer.memory();
          await comeAndGo();
          return ((await peer.memory()).heapUsed - before.heapUsed) / 1024 / (connections / 1000);
        },
        close: () => peer.stop(),
      };
    },
  };
}

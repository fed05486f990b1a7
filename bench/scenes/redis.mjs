import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connectPairs } from "../load/traffic.mjs";
import { startPeer } from "../peers/start-peer.mjs";
import { pairs } from "./pairs.mjs";

/** Whether redis-server is installed. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/**
 * Pairs of pages with a process for each side and Redis between them: CPU time of both processes for each message.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants
 * @param {{ requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
 */
export function acrossRedis(contestants, { requests, rounds }) {
  const load = { pairs: 50, inFlight: 16, bytes: 200 };
  const local = pairs("pairs across two processes, Redis between", contestants, {
    ...load,
    requests,
    rounds,
  });
  const across = contestants.map((contestant) => ({
    ...contestant,
    name: `${contestant.name}, two processes`,
    reference: contestant.name,
  }));
  return {
    ...local,
    unit: "µs CPU a message, all processes but Redis",
    contestants: [...contestants, ...across],
    async prepare(contestant) {
      if (contestants.includes(contestant)) return local.prepare(contestant);
      const redis = await startRedis();
      const peers = [await startPeer("jqluster", [redis.url]), await startPeer("jqluster", [redis.url])];
      const ports = /** @type {[number, number]} */ (peers.map(({ port }) => port));
      const traffic = await connectPairs(contestant.dialect, ports, load);
      await traffic.exchange(requests);
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
          await redis.stop();
        },
      };
    },
  };
}

async function startRedis() {
  // Redis takes no port 0: a free one is found by trying.
  for (let port = 16_379; port < 16_479; port++) {
    const child = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const exited = once(child, "exit");
    let log = "";
    const isReady = await new Promise((resolve) => {
      child.stdout.setEncoding("utf8").on("data", (text) => {
        log += text;
        if (log.includes("Ready to accept connections")) resolve(true);
      });
      exited.then(() => resolve(false));
    });
    if (!isReady) continue;
    return {
      url: `redis://127.0.0.1:${port}`,
      async stop() {
        child.kill();
        await exited;
      },
    };
  }
  throw new Error("no free port was found for Redis");
}

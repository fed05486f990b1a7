import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connectPairs } from "../load/traffic.mjs";
import { measured, pairs } from "./pairs.mjs";

/** Whether redis-server is installed. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/**
 * Pairs of pages with a process for each side and Redis between them: CPU time of both processes for each message,
 * beside what one process takes for it.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants Those that can be joined by Redis take part.
 * @param {{ requests: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
 */
export function acrossRedis(contestants, { requests, rounds }) {
  const load = { pairs: 50, inFlight: 16, bytes: 200 };
  const alone = contestants
    .filter(({ startOnRedis }) => startOnRedis)
    .map((contestant) => ({ ...contestant, reference: undefined }));
  const across = alone.map((contestant) => ({
    ...contestant,
    name: `${contestant.name}, two processes`,
    reference: contestant.name,
  }));
  const local = pairs("pairs across two processes, Redis between", alone, { ...load, requests, rounds });
  return {
    ...local,
    unit: "µs CPU a message, all processes but Redis",
    contestants: [...alone, ...across],
    async prepare(contestant) {
      const { startOnRedis, reference, dialect } = contestant;
      if (!startOnRedis || reference === undefined) return local.prepare(contestant);
      const redis = await startRedis();
      const peers = [await startOnRedis(redis.url), await startOnRedis(redis.url)];
      const ports = /** @type {[number, number]} */ (peers.map(({ port }) => port));
      const traffic = await connectPairs(dialect, ports, load);
      const { measure, close } = await measured(traffic, requests, peers);
      return {
        measure,
        async close() {
          await close();
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

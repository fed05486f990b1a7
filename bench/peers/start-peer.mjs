import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { canPin, SERVER_CORE } from "../pinning.mjs";

/**
 * A server that is measured, in its own process.
 *
 * @typedef {object} Peer
 * @property {number} port Where it listens on the loopback.
 * @property {() => Promise<number>} cpu The CPU time it has used so far, in microseconds.
 * @property {() => Promise<NodeJS.MemoryUsage>} memory Its memory after a garbage collection.
 * @property {() => Promise<void>} stop Ends it.
 */

/** Arguments for the Node.js of every server, such as `--cpu-prof`, from the environment. */
const MORE_ARGS = process.env.BENCH_NODE_ARGS?.split(" ") ?? [];

/**
 * Starts one of the Node.js servers of this folder.
 *
 * @param {string} name Its file, without the ending.
 * @param {string[]} args
 * @param {string[]} nodeArgs Arguments for its Node.js.
 * @returns {Promise<Peer>}
 */
export async function startPeer(name, args = [], nodeArgs = []) {
  const node = [
    process.execPath,
    "--expose-gc",
    ...MORE_ARGS,
    ...nodeArgs,
    path.join(import.meta.dirname, `${name}.mjs`),
    ...args,
  ];
  const [command = "", ...rest] = canPin ? ["taskset", "-c", SERVER_CORE, ...node] : node;
  const child = spawn(command, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const exited = once(child, "exit");

  /** @returns {Promise<{ port?: number, cpu?: NodeJS.CpuUsage, memory?: NodeJS.MemoryUsage }>} */
  async function nextAnswer() {
    const stopped = exited.then(([code]) => {
      throw new Error(`${name} ended with code ${code}`);
    });
    const [answer] = await Promise.race([once(child, "message"), stopped]);
    return answer;
  }

  /** @param {"cpu" | "memory"} question */
  function ask(question) {
    const answer = nextAnswer();
    child.send(question);
    return answer;
  }

  const { port = 0 } = await nextAnswer();
  return {
    port,
    async cpu() {
      const { cpu } = await ask("cpu");
      return cpu ? cpu.user + cpu.system : Number.NaN;
    },
    async memory() {
      const { memory } = await ask("memory");
      return memory ?? process.memoryUsage();
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}

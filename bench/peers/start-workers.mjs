import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { canPin, SERVER_CORE } from "../pinning.mjs";

const COMMAND = path.join(import.meta.dirname, "../../dist/cli/cli.js");
/** Limits that the load would reach. */
const RAISED = ["--rate-limit", "1000000", "--max-connections", "100000"];

/** Whether the system tells the CPU time of each process, to the nanosecond. */
export const canMeasureWorkers = existsSync("/proc/self/schedstat");

/**
 * The command with `--workers`, as it is installed: all its processes.
 *
 * @typedef {import("./start-peer.mjs").Peer & WorkersPart} Workers
 * @typedef {object} WorkersPart
 * @property {() => Promise<number>} parentCpu The CPU time of the parent process alone, in microseconds.
 * @property {() => Promise<number>} crossed How many messages have come from another worker so far.
 */

/**
 * Starts the command with several workers.
 *
 * @param {number} workers
 * @returns {Promise<Workers>}
 */
export async function startWorkers(workers) {
  const node = [
    process.execPath,
    COMMAND,
    "--port",
    "0",
    "--workers",
    String(workers),
    // The load ends its connections without a goodbye, and nobody takes their sessions over.
    "--handover-timeout",
    "1",
    ...RAISED,
  ];
  const [command = "", ...rest] = canPin ? ["taskset", "-c", SERVER_CORE, ...node] : node;
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const { pid: parent = 0 } = child;
  const exited = once(child, "exit");
  const port = await new Promise((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      const [, found] = /http:\/\/[^/]*:(\d+)\//.exec(line) ?? [];
      if (found) resolve(Number(found));
    });
  });

  /** @param {string} name */
  async function metric(name) {
    const text = await (
      await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: "close" } })
    ).text();
    const values = text.split("\n").filter((line) => line.startsWith(name));
    return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }

  while ((await metric("jqluster_processes")) < workers);
  return {
    port,
    cpu: async () => [parent, ...childrenOf(parent)].reduce((sum, pid) => sum + cpuOf(pid), 0),
    parentCpu: async () => cpuOf(parent),
    crossed: () => metric('jqluster_messages_total{type="select_and_get",outcome="from elsewhere"'),
    memory: async () => process.memoryUsage(),
    async stop() {
      child.kill();
      await exited;
    },
  };
}

/** @param {number} parent */
function childrenOf(parent) {
  return readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim().split(" ").map(Number);
}

/** The CPU time of all threads of a process, in microseconds. @param {number} pid */
function cpuOf(pid) {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) => {
    const [onCpu] = readFileSync(path.join(tasks, task, "schedstat"), "utf8").split(" ");
    return Number(onCpu);
  });
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1000;
}

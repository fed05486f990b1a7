import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** The core that servers run on. */
export const SERVER_CORE = "0";
const LOAD_CORE = "1";

/** Whether server and load can be given a core each, so that neither disturbs the other. */
export const canPin = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** Takes this process, which makes the load, to its core. */
export function pinLoad() {
  if (canPin) spawnSync("taskset", ["-a", "-c", "-p", LOAD_CORE, String(process.pid)]);
}

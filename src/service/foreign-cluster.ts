import cluster from "node:cluster";
import type { Logger } from "../core";

const WARNING =
  "This process is a worker in a cluster of another program (such as PM2's cluster mode): pages that poll lose their " +
  "session there. Start one process instead (PM2: exec_mode fork, one instance) and let it have workers: --workers N";

/** Logs what to do instead when another program's cluster spreads the connections of one port over processes. */
export function warnInForeignCluster(logger: Logger): void {
  if (cluster.isWorker) logger("warn", WARNING);
}

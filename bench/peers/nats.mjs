import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { canPin, SERVER_CORE } from "../pinning.mjs";

/** Linux counts CPU time in hundredths of a second. */
const MICROSECONDS_A_TICK = 10_000;
const PAGE_BYTES = 4096;

/** Whether nats-server is installed, and may be measured here. */
export const hasNats = process.platform === "linux" && spawnSync("nats-server", ["--version"]).status === 0;

/**
 * Starts nats-server with WebSocket.
 *
 * @returns {Promise<import("./start-peer.mjs").Peer>}
 */
export async function startNats() {
  const folder = mkdtempSync(path.join(tmpdir(), "jqluster-bench-"));
  const [port, webSocketPort] = [await freePort(), await freePort()];
  const configuration = path.join(folder, "nats.conf");
  writeFileSync(
    configuration,
    `host: 127.0.0.1\nport: ${port}\nwebsocket { host: 127.0.0.1, port: ${webSocketPort}, no_tls: true }\n`,
  );
  const nats = ["nats-server", "-c", configuration];
  const [command = "", ...args] = canPin ? ["taskset", "-c", SERVER_CORE, ...nats] : nats;
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  let log = "";
  await new Promise((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text) => {
      log += text;
      if (log.includes("Server is ready")) resolve(undefined);
    });
    exited.then(() => reject(new Error(`nats-server ended: ${log}`)));
  });
  const proc = (/** @type {string} */ file) => readFileSync(`/proc/${child.pid}/${file}`, "utf8");
  return {
    port: webSocketPort,
    async cpu() {
      const fields = proc("stat")
        .slice(proc("stat").lastIndexOf(")") + 2)
        .split(" ");
      return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_A_TICK;
    },
    async memory() {
      const rss = Number(proc("statm").split(" ")[1]) * PAGE_BYTES;
      return { rss, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 };
    },
    async stop() {
      child.kill();
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

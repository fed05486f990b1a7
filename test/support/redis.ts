import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";
import { until } from "./until";

/** A real Redis of a test's own, on a port of the loopback, that keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Sends a signal to the Redis process. */
  signal(name: NodeJS.Signals): void;
  /** Kills it, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `redis-server`, found in the PATH or named by REDIS_SERVER_PATH, and waits until it takes connections. */
export function startRedis(...options: string[]): Promise<RedisServer> {
  return start("redis", (port) => ["--port", String(port), ...options]);
}

/**
 * Starts one that takes nothing but TLS.
 *
 * @param folder - Has its `key.pem` and `cert.pem`.
 */
export function startSecureRedis(folder: string, ...options: string[]): Promise<RedisServer> {
  const files = ["--tls-key-file", join(folder, "key.pem"), "--tls-cert-file", join(folder, "cert.pem")];
  const tls = [...files, "--tls-ca-cert-file", join(folder, "cert.pem"), "--tls-auth-clients", "no"];
  return start("rediss", (port) => ["--port", "0", "--tls-port", String(port), ...tls, ...options]);
}

/** A Redis Cluster of a test's own. */
export interface RedisCluster {
  /** Its servers, each of which has a third of the slots. */
  readonly servers: readonly RedisServer[];
  /** As the backplane takes it. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts three servers, makes a cluster of them, and waits until all of them say that it is complete. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const folder = mkdtempSync(join(tmpdir(), "jqluster-redis-"));
  const servers: RedisServer[] = [];
  const busPorts: number[] = [];
  for (const name of ["one", "two", "three"]) {
    const busPort = await freePort();
    busPorts.push(busPort);
    const settings = ["--cluster-enabled", "yes", "--cluster-config-file", join(folder, name)];
    // The slots of one that is away are all that is missing then.
    const coverage = ["--cluster-require-full-coverage", "no", "--cluster-port", String(busPort)];
    servers.push(await startRedis(...settings, ...coverage));
  }
  const admins = servers.map(({ url }) => new Redis(url));
  const firsts = [0, 5461, 10_923, 16_384];
  for (const [i, admin] of admins.entries()) {
    await admin.call("CLUSTER", "ADDSLOTSRANGE", String(firsts[i]), String(Number(firsts[i + 1]) - 1));
    await admin.call("CLUSTER", "MEET", "127.0.0.1", String(servers[0]?.port), String(busPorts[0]));
  }
  for (const admin of admins) {
    await until(async () => {
      const info = String(await admin.call("CLUSTER", "INFO"));
      return (
        /cluster_state:ok/.test(info) && /cluster_slots_ok:16384/.test(info) && /cluster_size:3/.test(info)
      );
    });
    admin.disconnect();
  }
  return {
    servers,
    url: `${servers[0]?.url}?cluster=true`,
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      rmSync(folder, { recursive: true });
    },
  };
}

async function start(scheme: string, optionsFor: (port: number) => string[]): Promise<RedisServer> {
  const port = await freePort();
  const options = optionsFor(port);
  let child = await launch(port, options);

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    // A stopped process dies only when it goes on, but for SIGKILL.
    child.kill("SIGCONT");
    await exited;
  }

  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    signal: (name) => {
      child.kill(name);
    },
    kill: () => end("SIGKILL"),
    restart: async () => {
      child = await launch(port, options);
    },
    stop: () => end("SIGTERM"),
  };
}

async function launch(port: number, options: readonly string[]): Promise<ChildProcess> {
  const program = findTool(TEST_TOOLS.redisServer);
  if (program === undefined) throw new Error("Redis was not found: run `node scripts/prepare-tests.mjs`");
  const settings = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn(program, [...settings, ...options], { stdio: "ignore" });
  const failed = new Promise<never>((_resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended at once with ${code}`)));
  });
  failed.catch(() => {});
  await Promise.race([listening(port), failed]);
  return child;
}

/** Waits until somebody takes connections on the port. */
export async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A port that was free a moment ago, for programs that cannot take port 0. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";

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

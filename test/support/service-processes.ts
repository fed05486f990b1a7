import { once } from "node:events";
import { type RunningCommand, startCommand } from "./command";
import { startRedis } from "./redis";
import type { TransportHarness } from "./transports";
import { until } from "./until";
import { connectSocketIo, connectWebSocket, type WireClient } from "./wire-client";

/** A service in a process of its own. */
export interface ServiceProcess {
  readonly command: RunningCommand;
  /** Such as `127.0.0.1:12345`. */
  readonly address: string;
  health(): Promise<{ status: string; parts: Readonly<Record<string, unknown>> }>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/**
 * Starts the built command on a free port and waits until it listens.
 *
 * @param settings - Its arguments, or its environment in place of them.
 */
export async function startServiceProcess(
  ...settings: readonly string[] | readonly [environment: NodeJS.ProcessEnv]
): Promise<ServiceProcess> {
  const args = settings.filter((setting) => typeof setting === "string");
  const environment = settings.find((setting) => typeof setting === "object");
  const command = startCommand(["--port", "0", ...args], environment);
  const url = await Promise.race([
    command.url,
    command.outcome.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ]);
  const { host } = new URL(url);

  async function end(signal: NodeJS.Signals): Promise<void> {
    const { process: child } = command;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  return {
    command,
    address: host,
    health: async () => (await fetch(`http://${host}/healthz`)).json(),
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

/** Services in processes of their own, joined by a Redis of their own. */
export interface JoinedServices {
  readonly services: readonly ServiceProcess[];
  readonly redis: Awaited<ReturnType<typeof startRedis>>;
  close(): Promise<void>;
}

/** Starts several services that are joined by Redis, and waits until they are. */
export async function startJoinedServices(count: number, ...args: string[]): Promise<JoinedServices> {
  const redis = await startRedis();
  const starting = Array.from({ length: count }, () => startServiceProcess("--redis", redis.url, ...args));
  const services = await Promise.all(starting);
  for (const service of services) await isJoined(service);
  return {
    services,
    redis,
    async close() {
      await Promise.all(services.map((service) => service.stop()));
      await redis.stop();
    },
  };
}

/** Waits until a service reaches the others. */
export async function isJoined(service: ServiceProcess): Promise<void> {
  await until(async () => (await service.health()).status === "ok");
}

/** What a service tells Prometheus. */
export async function metricsOf({ address }: Pick<ServiceProcess, "address">): Promise<string> {
  return (await fetch(`http://${address}/metrics`)).text();
}

/** The ways to connect to a service, by name. */
export const WAYS: Readonly<Record<string, (address: string) => Promise<WireClient>>> = {
  "Socket.IO over WebSocket": (address) => connectSocketIo(`http://${address}`, ["websocket"]),
  "Socket.IO over long-polling": (address) => connectSocketIo(`http://${address}`, ["polling"]),
  "plain WebSocket": (address) => connectWebSocket(`ws://${address}/jqluster`),
};

/** Pages connect to the services in turn, so that the two sides of a test are on different ones. */
export function inTurn(
  services: readonly ServiceProcess[],
  connect: (address: string) => Promise<WireClient>,
): TransportHarness {
  const clients: WireClient[] = [];
  let turn = 0;

  async function counts() {
    const sum = { connections: 0, nodes: 0, pendingRequests: 0 };
    for (const service of services) {
      const { parts } = await service.health();
      sum.connections += Number(parts.connections);
      sum.nodes += Number(parts.nodes);
      sum.pendingRequests += Number(parts.pendingRequests);
    }
    return sum;
  }

  return {
    counts,
    async connect() {
      const service = services[turn % services.length];
      turn += 1;
      const client = await connect(String(service?.address));
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.close();
      await until(async () => (await counts()).connections === 0);
    },
  };
}

import { startNginx } from "./nginx";
import { freePort, type RedisServer, startRedis } from "./redis";
import { isJoined, type ServiceProcess, startServiceProcess } from "./service-processes";
import { snippetsOf } from "./snippets";
import { connectSocketIo, connectWebSocket, type WireClient } from "./wire-client";

/** Two services in processes of their own, joined by Redis, behind nginx as `docs/deploying.md` configures it. */
export interface ServicesBehindNginx {
  /** The address of nginx. */
  readonly address: string;
  readonly services: readonly ServiceProcess[];
  /** Ends a service in order and starts another in its place; settled when that is joined with the other. */
  replace(index: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts them all. */
export async function startBehindNginx(...args: string[]): Promise<ServicesBehindNginx> {
  const redis: RedisServer = await startRedis();
  const ports = [String(await freePort()), String(await freePort())];
  const launch = (port = "") => startServiceProcess("--port", port, "--redis", redis.url, ...args);
  const services = await Promise.all(ports.map(launch));
  for (const service of services) await isJoined(service);
  const [configuration] = snippetsOf("docs/deploying.md").filter(({ kind }) => kind === "nginx");
  const nginx = await startNginx(
    String(configuration?.code)
      .replace("127.0.0.1:3001", `127.0.0.1:${ports[0]}`)
      .replace("127.0.0.1:3002", `127.0.0.1:${ports[1]}`),
  );
  return {
    address: nginx.address,
    services,
    async replace(index) {
      await services[index]?.stop();
      const successor = await launch(ports[index]);
      services[index] = successor;
      await isJoined(successor);
    },
    async close() {
      await Promise.all(services.map((service) => service.stop()));
      await nginx.stop();
      await redis.stop();
    },
  };
}

/** Visitors of different addresses, whom nginx may take to different services. */
export const VISITORS: Readonly<Record<string, (address: string, visitor: number) => Promise<WireClient>>> = {
  "Socket.IO over long-polling": (address, visitor) =>
    connectSocketIo(`http://${address}`, ["polling"], {}, addressOf(visitor)),
  "Socket.IO with an upgrade": (address, visitor) =>
    connectSocketIo(`http://${address}`, ["polling", "websocket"], {}, addressOf(visitor)),
  "plain WebSocket": (address, visitor) =>
    connectWebSocket(`ws://${address}/jqluster`, { localAddress: addressOf(visitor) }),
};

/** The same visitors, who name a room. */
export const VISITORS_OF_ROOMS: Readonly<
  Record<string, (address: string, visitor: number, room: string) => Promise<WireClient>>
> = {
  "Socket.IO over long-polling": (address, visitor, room) =>
    connectSocketIo(`http://${address}`, ["polling"], { query: { room } }, addressOf(visitor)),
  "Socket.IO with an upgrade": (address, visitor, room) =>
    connectSocketIo(`http://${address}`, ["polling", "websocket"], { query: { room } }, addressOf(visitor)),
  "plain WebSocket": (address, visitor, room) =>
    connectWebSocket(`ws://${address}/jqluster?room=${room}`, { localAddress: addressOf(visitor) }),
};

/** All of these are addresses of the loopback. */
function addressOf(visitor: number): string {
  return `127.0.0.${visitor + 2}`;
}

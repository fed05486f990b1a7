import type { IncomingMessage, Server } from "node:http";
import { Server as Engine } from "engine.io";
import { Server as SocketIoServer } from "socket.io";
import { type ConnectionPort, type NodeConnection, originAllowed } from "../connection";
import type { JqlusterOptions } from "../options";
import { serveSocketIo } from "../transports/socket-io";
import { createWebSocketTransport } from "../transports/websocket";
import { isTaken, mount, refuseUpgrade, type UpgradeHandler } from "./http-front";
import { UpgradedSockets } from "./upgraded-sockets";

/** What the transports of an HTTP server take of the options. */
export type HttpTransportOptions = Pick<
  JqlusterOptions,
  "allowOrigin" | "maxMessageBytes" | "socketIoPath" | "websocketPath"
>;

/**
 * Serves Socket.IO and plain WebSocket on an HTTP(S) server, each at its path.
 *
 * @returns Ends their connections and leaves the server as it was.
 * @throws Error when another jQluster serves one of the paths on this server.
 */
export function serveHttpTransports(
  server: Server,
  open: (port: ConnectionPort) => NodeConnection,
  { allowOrigin, maxMessageBytes, socketIoPath, websocketPath }: HttpTransportOptions,
): () => Promise<void> {
  for (const path of [socketIoPath, websocketPath]) {
    if (isTaken(server, path)) throw new Error(`path ${path} is taken by another jQluster on this server`);
  }
  const mayConnect = (request: IncomingMessage) => originAllowed(request.headers, allowOrigin);
  const engine = new Engine({
    maxHttpBufferSize: maxMessageBytes === 0 ? Number.MAX_SAFE_INTEGER : maxMessageBytes,
    allowRequest: (request, decide) => decide(null, mayConnect(request)),
  });
  const io = new SocketIoServer({ serveClient: false });
  io.bind(engine);
  const stopSocketIo = serveSocketIo(io.of("/"), open);
  const webSocket = createWebSocketTransport(open, { maxMessageBytes });

  // What Engine.IO adds to a request while it handles it, it adds itself.
  type EngineRequest = Parameters<typeof engine.handleRequest>[0];
  const upgraded = new UpgradedSockets();
  const upgradeToSocketIo: UpgradeHandler = (request, socket, head) => {
    upgraded.add(socket);
    engine.handleUpgrade(request as EngineRequest, socket, head);
  };
  const upgradeToWebSocket: UpgradeHandler = (request, socket, head) => {
    if (mayConnect(request)) webSocket.handleUpgrade(request, socket, head);
    else refuseUpgrade(socket, "403 Forbidden");
  };
  const unmount = mount(server, {
    requestHandler: (path) =>
      isWithin(socketIoPath, path)
        ? (request, response) => engine.handleRequest(request as EngineRequest, response)
        : undefined,
    upgradeHandler: (path) => {
      if (isAt(websocketPath, path)) return upgradeToWebSocket;
      return isWithin(socketIoPath, path) ? upgradeToSocketIo : undefined;
    },
  });

  return async () => {
    unmount();
    stopSocketIo();
    await Promise.all([webSocket.close(), io.close()]);
    await upgraded.closed();
  };
}

/** Whether a path is the given one, with or without a slash at its end. */
function isAt(own: string, path: string): boolean {
  return path === own || (own !== "/" && path === `${own}/`);
}

function isWithin(own: string, path: string): boolean {
  return path === own || path.startsWith(`${own}/`);
}

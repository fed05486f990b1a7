import type { Server as HttpServer } from "node:http";
import type { Duplex } from "node:stream";
import { Server as Engine } from "engine.io";
import type { Router } from "express";
import { Namespace, Server as SocketIoServer } from "socket.io";
import { type ConnectionPort, NodeConnection, originAllowed } from "./connection";
import { JqlusterServer, type Logger, silentLogger } from "./core";
import { mount } from "./http/mount";
import { createRouter } from "./http/router";
import { DEFAULTS, type JqlusterOptions } from "./options";
import { serveSocketIo } from "./transports/socket-io";
import { createWebSocketTransport } from "./transports/websocket";

/** Options of {@link attachJqluster}; what is left out has the default of the options table. */
export interface AttachOptions extends Partial<JqlusterOptions> {
  /**
   * Where log lines go.
   * @default silent
   */
  readonly logger?: Logger;
}

/** A jQluster on somebody's server. */
export interface AttachedJqluster {
  /** The core, to register connections of your own with. */
  readonly server: JqlusterServer;
  /** The browser script, to be mounted where pages shall find it. */
  readonly router: Router;
  /** Ends all jQluster connections and detaches; the site's own server and sockets live on. */
  close(): Promise<void>;
}

const SOCKET_IO_PATH = "/socket.io/";
const WEBSOCKET_PATH = "/jqluster";

/**
 * Adds jQluster to a server that runs already.
 *
 * @param host - An HTTP(S) server (Socket.IO is then served at `/socket.io`, plain WebSocket at `/jqluster`),
 *   or a Socket.IO server or namespace, whose own options then hold.
 * @example
 * const jqluster = attachJqluster(httpServer);
 * app.use("/jqluster", jqluster.router);
 */
export function attachJqluster(
  host: HttpServer | SocketIoServer | Namespace,
  options: AttachOptions = {},
): AttachedJqluster {
  const logger = options.logger ?? silentLogger;
  const settings = { ...DEFAULTS, ...options };
  const core = new JqlusterServer({ logger });
  const open = (port: ConnectionPort) => new NodeConnection(port, { core, logger });
  const detach = attachTransports(host, open, settings);
  return { server: core, router: createRouter(), close: detach };
}

function attachTransports(
  host: HttpServer | SocketIoServer | Namespace,
  open: (port: ConnectionPort) => NodeConnection,
  settings: JqlusterOptions,
): () => Promise<void> {
  if (host instanceof Namespace || host instanceof SocketIoServer) {
    const detach = serveSocketIo(host instanceof Namespace ? host : host.of("/"), open);
    return async () => detach();
  }
  return attachToHttpServer(host, open, settings);
}

function attachToHttpServer(
  host: HttpServer,
  open: (port: ConnectionPort) => NodeConnection,
  { allowOrigin, maxMessageBytes }: JqlusterOptions,
): () => Promise<void> {
  const byteLimit = maxMessageBytes === 0 ? Number.MAX_SAFE_INTEGER : maxMessageBytes;
  const engine = new Engine({
    maxHttpBufferSize: byteLimit,
    allowRequest: (request, decide) => decide(null, originAllowed(request.headers, allowOrigin)),
  });
  const io = new SocketIoServer({ serveClient: false });
  io.bind(engine);
  const stopSocketIo = serveSocketIo(io.of("/"), open);
  const webSocket = createWebSocketTransport(open, { maxMessageBytes });
  const unmount = mount(host, {
    matchesRequest: (path) => path.startsWith(SOCKET_IO_PATH),
    onRequest: (request, response) => engine.handleRequest(request as never, response),
    upgradeHandler: (path) => {
      if (path.startsWith(SOCKET_IO_PATH))
        return (request, socket, head) => engine.handleUpgrade(request as never, socket, head);
      if (path !== WEBSOCKET_PATH) return undefined;
      return (request, socket, head) => {
        if (!originAllowed(request.headers, allowOrigin)) refuseUpgrade(socket);
        else {
          webSocket.server.handleUpgrade(request, socket, head, (client) => {
            webSocket.server.emit("connection", client, request);
          });
        }
      };
    },
  });
  return async () => {
    unmount();
    stopSocketIo();
    webSocket.close();
    await io.close();
    engine.close();
  };
}

function refuseUpgrade(socket: Duplex): void {
  socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

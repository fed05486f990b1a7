import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as SocketIoServer } from "socket.io";
import { Admission, type HostNames, type Rejection } from "../admission";
import { rejectRequest, rejectUpgrade } from "../admission/responses";
import type { ConnectionPort, NodeConnection } from "../connection";
import type { Observer } from "../core";
import type { JqlusterOptions } from "../options/options";
import { createEngine } from "../transports/socket-io/engine";
import { FLUSHING_TIME } from "../transports/socket-io/engine-connection";
import { messageParser } from "../transports/socket-io/packets";
import { serveSocketIo } from "../transports/socket-io/socket-io";
import { createWebSocketTransport } from "../transports/websocket/websocket";
import { answerCrossOrigin } from "./cross-origin";
import { isTaken, isWithin, mount, type RequestHandler, type UpgradeHandler } from "./intercept";
import type { ServedTransports } from "./served-transports";
import { UpgradedSockets } from "./upgraded-sockets";

/** What the transports of an HTTP server take of the options. */
export type HttpTransportOptions = Pick<
  JqlusterOptions,
  | "allowOrigin"
  | "maxConnections"
  | "maxMessageBytes"
  | "maxUnsentBytes"
  | "pingInterval"
  | "pingTimeout"
  | "rateLimit"
  | "registerTimeout"
  | "socketIoPath"
  | "websocketPath"
> & {
  /** The host names that it answers to. */
  readonly names: "*" | HostNames;
  /** What the session IDs of Socket.IO begin with. */
  readonly sessionIdPrefix: string;
};

/** The longest time that a timer takes, in milliseconds. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * Serves Socket.IO and plain WebSocket on an HTTP(S) server, each at its path.
 * Whoever may not connect is turned away before the handshake, also with the session ID of somebody else.
 */
export function serveHttpTransports(
  server: Server,
  open: (port: ConnectionPort) => NodeConnection,
  observer: Observer,
  options: HttpTransportOptions,
): ServedTransports {
  const { socketIoPath, websocketPath, registerTimeout, pingInterval, pingTimeout } = options;
  for (const path of [socketIoPath, websocketPath]) {
    if (isTaken(server, path)) throw new Error(`path ${path} is taken by another jQluster on this server`);
  }
  const engine = createEngine(options, (connection) => socketIo.connectionOf(connection));
  // A connection without a namespace ends as one without an answer to a ping.
  const connectTimeout = registerTimeout || pingInterval + pingTimeout || LONGEST_TIMEOUT;
  const io = new SocketIoServer({ serveClient: false, connectTimeout, parser: messageParser });
  io.bind(engine);
  const socketIo = serveSocketIo(io.of("/"), open, { ...options, isOurs: true });
  const webSocket = createWebSocketTransport(open, options);
  const admission = new Admission(options, () => engine.clientsCount + webSocket.size);

  function admits(rejection: Rejection | undefined): rejection is undefined {
    if (rejection) observer.refused(rejection.kind);
    return rejection === undefined;
  }

  function socketIoRejection({ headers, url }: IncomingMessage): Rejection | undefined {
    const isInSession = engine.connectionOf(sessionIdOf(url)) !== undefined;
    return isInSession ? admission.rejects(headers) : admission.rejectsNew(headers);
  }

  // What Engine.IO adds to a request while it handles it, it adds itself.
  type EngineRequest = Parameters<typeof engine.handleRequest>[0];
  const takeRequest: RequestHandler = (request, response) => {
    const rejection = socketIoRejection(request);
    if (!admits(rejection)) rejectRequest(response, rejection);
    else if (!answerCrossOrigin(request, response)) {
      if (request.method === "POST") closeIfTooLarge(request, response);
      engine.handleRequest(request as EngineRequest, response);
    }
  };
  const upgraded = new UpgradedSockets();
  const upgradeToSocketIo: UpgradeHandler = (request, socket, head) => {
    const rejection = socketIoRejection(request);
    if (!admits(rejection)) {
      rejectUpgrade(socket, rejection);
      return;
    }
    upgraded.add(socket);
    engine.handleUpgrade(request as EngineRequest, socket, head);
  };
  const upgradeToWebSocket: UpgradeHandler = (request, socket, head) => {
    const rejection = admission.rejectsNew(request.headers);
    if (admits(rejection)) webSocket.handleUpgrade(request, socket, head);
    else rejectUpgrade(socket, rejection);
  };

  /** Engine.IO answers a poll that carries too much with 413, and would let its connection live on. */
  function closeIfTooLarge({ url }: IncomingMessage, response: ServerResponse): void {
    response.once("finish", () => {
      const connection = response.statusCode === 413 ? engine.connectionOf(sessionIdOf(url)) : undefined;
      if (!connection) return;
      const page = socketIo.connectionOf(connection);
      if (page) page.close("message too large");
      else connection.close(true);
    });
  }

  const unmount = mount(server, {
    requestHandler: (path) => (isWithin(socketIoPath, path) ? takeRequest : undefined),
    upgradeHandler: (path) => {
      if (isAt(websocketPath, path)) return upgradeToWebSocket;
      return isWithin(socketIoPath, path) ? upgradeToSocketIo : undefined;
    },
  });

  return {
    admitNobody: () => admission.stop(),
    async close() {
      await engine.emptied(2 * FLUSHING_TIME);
      unmount();
      socketIo.close();
      await Promise.all([webSocket.close(), io.close()]);
      await upgraded.closed();
    },
  };
}

/** Not parsed as a URL, since strangers send what no parser takes. */
function sessionIdOf(url: string | undefined): string {
  const start = url?.indexOf("?") ?? -1;
  return (start < 0 ? null : new URLSearchParams(url?.slice(start)).get("sid")) ?? "";
}

/** Whether a path is the given one, with or without a slash at its end. */
function isAt(own: string, path: string): boolean {
  return path === own || (own !== "/" && path === `${own}/`);
}

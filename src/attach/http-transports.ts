import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as SocketIoServer } from "socket.io";
import { Admission, type AdmissionRefusal, type HostNames } from "../admission";
import { refuseRequest, refuseUpgradeBy } from "../admission/responses";
import type { ConnectionPort, NodeConnection } from "../connection";
import { type Logger, type Observer, quote } from "../core";
import type { JqlusterOptions } from "../options/options";
import { createEngine } from "../transports/socket-io/engine";
import { FLUSHING_TIME } from "../transports/socket-io/engine-connection";
import { messageParser } from "../transports/socket-io/packets";
import { serveSocketIo } from "../transports/socket-io/socket-io";
import { createWebSocketTransport, queryOf } from "../transports/websocket/websocket";
import { answerCrossOrigin } from "./cross-origin";
import type { ServedTransports } from "./host";
import { isTaken, isWithin, mount, type RequestHandler, type UpgradeHandler } from "./intercept";
import { asksForWebSocket } from "./plain-request";
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
  /** Takes a hint for the developer of the site. */
  readonly warn: (text: string) => void;
  readonly logger: Logger;
  /** What the session IDs of Socket.IO begin with. */
  readonly sessionIdPrefix: string;
};

/** A request that Engine.IO refuses. */
interface EngineError {
  readonly req: { readonly res?: ServerResponse | null };
}

/** The longest time that a timer takes, in milliseconds. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * Serves Socket.IO and plain WebSocket on an HTTP(S) server, each at its path.
 * A connection that is not allowed is refused before the handshake, even with the session ID of another page.
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
  const warnOfForeign = once((what: string) => options.warn(`${what}${wayOut(socketIoPath)}`));
  // Any stranger may be silent: that is no matter for a warning of the process.
  const hintOfSilence = once((what) => options.logger("warn", `${what}${wayOut(socketIoPath)}`));
  const socketIo = serveSocketIo(io.of("/"), open, {
    ...options,
    isOurs: true,
    onForeignEvent: (event) =>
      warnOfForeign(`A page sent the event ${quote(event)}, which jQluster does not know.`),
    // Any stranger may be silent, so that the process itself warns of none.
    onSilent: () => hintOfSilence("A page connected and sent nothing."),
  });
  // It has no namespaces but the default one.
  io.of((name, _auth, next) => {
    warnOfForeign(`A page asked for the namespace ${quote(name)}, which jQluster does not know.`);
    next(null, false);
  });
  const webSocket = createWebSocketTransport(open, options);
  const admission = new Admission(options, () => engine.clientsCount + webSocket.size);

  function admits(refusal: AdmissionRefusal | undefined): refusal is undefined {
    if (refusal) observer.refused(refusal.kind);
    return refusal === undefined;
  }

  function socketIoRefusal({ headers, url }: IncomingMessage): AdmissionRefusal | undefined {
    return admission.refusesRequest(headers, () => engine.connectionOf(sessionIdOf(url)) !== undefined);
  }

  type EngineRequest = Parameters<typeof engine.handleRequest>[0];
  /** What else Engine.IO adds to a request while it handles it, it adds itself. */
  function engineRequest(request: IncomingMessage) {
    // Engine.IO would parse the whole URL, which takes a twentieth of the time of a poll.
    return Object.assign(request as EngineRequest, { _query: queryOf(request.url) });
  }
  engine.on("connection_error", ({ req }: EngineError) => {
    // Engine.IO says so of its polls, but not of its errors.
    if (req.res && !req.res.headersSent) req.res.setHeader("Cache-Control", "no-store");
  });
  const takeRequest: RequestHandler = (request, response) => {
    const refusal = socketIoRefusal(request);
    if (!admits(refusal)) refuseRequest(response, refusal);
    else if (!answerCrossOrigin(request, response, options.allowOrigin !== "*")) {
      const asked = engineRequest(request);
      if (engine.answerLate(request, response, asked._query.sid ?? "")) return;
      engine.handleRequest(asked, response);
    }
  };
  const upgraded = new UpgradedSockets();
  const upgradeToSocketIo: UpgradeHandler = (request, socket, head) => {
    const refusal = socketIoRefusal(request);
    if (!admits(refusal)) {
      refuseUpgradeBy(socket, refusal);
      return;
    }
    upgraded.add(socket);
    engine.handleUpgrade(engineRequest(request), socket, head);
  };
  const upgradeToWebSocket: UpgradeHandler = (request, socket, head) => {
    const refusal = admission.refusesNew(request.headers);
    if (admits(refusal)) webSocket.handleUpgrade(request, socket, head);
    else refuseUpgradeBy(socket, refusal);
  };

  const unmount = mount(server, {
    requestHandler: (path) =>
      isWithin(socketIoPath, path) && !isClientFile(socketIoPath, path) ? takeRequest : undefined,
    onPassedOn(path, response) {
      if (!isClientFile(socketIoPath, path)) return;
      response.once("finish", () => {
        if (response.statusCode < 400) warnOfForeign(`The site serves ${path} itself.`);
      });
    },
    upgradeHandler: (path, request) => {
      if (request && !asksForWebSocket(request)) return undefined;
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

/** Calls a function the first time only. */
function once(call: (text: string) => void): (text: string) => void {
  let isCalled = false;
  return (text) => {
    if (!isCalled) call(text);
    isCalled = true;
  };
}

/** The hint for a site whose own Socket.IO server is on the same path. */
function wayOut(path: string): string {
  return (
    ` If this site has a Socket.IO server of its own at ${path}, only one of the two is reached: ` +
    "give attachJqluster another socketIoPath, or the Socket.IO server as its host"
  );
}

/** Whether a path is that of the script which a Socket.IO server has for its pages. jQluster has none there. */
function isClientFile(own: string, path: string): boolean {
  return isWithin(own, path) && /^\/socket\.io[\w.]*\.js(\.map)?$/.test(path.slice(own.length));
}

function sessionIdOf(url: string | undefined): string {
  return queryOf(url).sid ?? "";
}

/** Whether a path is the given one, with or without a slash at its end. */
function isAt(own: string, path: string): boolean {
  return path === own || (own !== "/" && path === `${own}/`);
}

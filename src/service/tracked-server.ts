import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import { mount } from "../attach/intercept";

/** An HTTP server whose connections can be ended, whatever state they are in. */
export interface TrackedServer {
  readonly server: Server;
  /**
   * Closes the connections that wait for no answer: idle ones, and those with only a part of a request.
   * Node ends idle ones alone.
   */
  closeIdleConnections(): void;
  /** Ends every connection at once, upgraded ones as well, which Node does not count as its own any more. */
  endAll(): void;
  /** How many bytes all connections have received and sent so far, upgraded ones and those that have ended as well. */
  traffic(): Traffic;
}

/** Bytes over the network. */
export interface Traffic {
  readonly received: number;
  readonly sent: number;
}

/** How long a client may take until its connection of TLS is secure, in milliseconds. */
const HANDSHAKE_TIME = 10_000;
/** How long nothing may move on a connection with a request, in milliseconds: polls are answered more often than that. */
const IDLE_TIMEOUT = 60_000;

/** How much HTTP a server takes at once. 0: no limit. */
export interface HttpLimits {
  /** Network connections that have not become WebSockets. */
  readonly maxHttpConnections: number;
  /** Requests, over all connections, that wait for an earlier one of their connection. */
  readonly maxWaitingRequests: number;
}

/** Of a connection that became a WebSocket. */
const NO_ANSWERS = new Set<ServerResponse>();

/** Which limit ended a connection. */
export type HttpExcess = "too many connections" | "too many requests";

/**
 * Makes an HTTP server and tracks its connections. It handles one request of a connection at a time, and reads nothing
 * more meanwhile. Node.js itself would start all requests of a packet at once, even a thousand.
 *
 * @param options - As for `createServer`.
 * @param onExcess - Told of each connection that is ended because of a limit.
 */
export function createTrackedServer(
  options: ServerOptions,
  { isSecure = false, maxHttpConnections, maxWaitingRequests }: HttpLimits & { readonly isSecure?: boolean },
  onExcess: (excess: HttpExcess) => void,
): TrackedServer {
  /** The responses that each connection waits for, in the order of the requests: all but the first wait. */
  const sockets = new Map<Socket, Set<ServerResponse>>();
  /** Those that became WebSockets. They share one empty set, since most stay open and there are many. */
  const upgraded = new Set<Socket>();
  let waiting = 0;
  /** Of the connections that have ended. */
  let ended: Traffic = { received: 0, sent: 0 };

  // Unlike its events, its class sees the requests of every path, also those that Node answers itself.
  class TrackedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    constructor(...given: ConstructorParameters<typeof ServerResponse<Request>>) {
      super(...given);
      const { socket } = this.req;
      const answers = sockets.get(socket);
      // Requests that other workers pass on come by a server of their own.
      if (!answers) return;
      if (answers.size > 0) waiting += 1;
      answers.add(this);
      // Not for each connection: one that becomes a WebSocket would keep the timer.
      socket.setTimeout(IDLE_TIMEOUT);
      this.on("close", this.onAnswered);
    }

    /** One listener for all: there is a response for each request. */
    onAnswered(): void {
      answered(this.req.socket, this);
    }
  }
  const all = { ...options, ServerResponse: TrackedResponse };
  const server = isSecure
    ? createSecureServer({ ...all, handshakeTimeout: HANDSHAKE_TIME })
    : createServer(all);
  const handshakes = isSecure
    ? trackHandshakes(server, maxHttpConnections, onExcess)
    : new Map<string, Socket>();
  // What goes over the network is what is under TLS.
  const network = isSecure ? trackNetwork(server, count) : sockets;

  function count(socket: Socket): void {
    ended = sumOf(ended, socket);
  }

  function answered(socket: Socket, response: ServerResponse): void {
    const answers = sockets.get(socket);
    if (!answers?.delete(response)) return;
    const [next] = answers;
    if (!next) return;
    waiting -= 1;
    // In a turn of its own: what others send has to be read in between.
    setImmediate(() => handle(socket, next));
  }

  function handle(socket: Socket, response: ServerResponse): void {
    const answers = sockets.get(socket);
    if (!answers?.has(response)) return;
    if (answers.size === 1) socket.resume();
    // Node answers some by itself, such as those without a Host.
    if (!response.writableEnded) server.emit("request", response.req, response);
  }

  function hold({ socket }: IncomingMessage): void {
    socket.pause();
    if (maxWaitingRequests === 0 || waiting <= maxWaitingRequests || socket.destroyed) return;
    onExcess("too many requests");
    socket.destroy();
  }

  /** Shared by all sockets, of which there are many. */
  function forgetThis(this: Socket): void {
    forget(this);
    if (!isSecure) count(this);
  }

  function forget(socket: Socket): void {
    const answers = sockets.get(socket);
    if (answers && answers.size > 1) waiting -= answers.size - 1;
    sockets.delete(socket);
    upgraded.delete(socket);
  }

  /** The oldest of the connections that wait for no answer. */
  function oldestIdle(): Socket | undefined {
    for (const [socket, answers] of sockets) if (answers.size === 0 && !upgraded.has(socket)) return socket;
    return undefined;
  }

  server.on(isSecure ? "secureConnection" : "connection", (socket: Socket) => {
    // Emitted a second time for a socket whose upgrade did not happen.
    const isBack = upgraded.delete(socket);
    if (isBack) sockets.set(socket, new Set());
    if (sockets.has(socket)) return;
    if (maxHttpConnections > 0 && sockets.size - upgraded.size >= maxHttpConnections) {
      onExcess("too many connections");
      const leaving = oldestIdle() ?? socket;
      leaving.destroy();
      forget(leaving);
      if (leaving === socket) return;
    }
    sockets.set(socket, new Set());
    socket.on("close", forgetThis);
  });
  mount(
    server,
    {
      requestHandler(_path, request) {
        const [first] = (request && sockets.get(request.socket)) ?? [];
        return first === undefined || first.req === request ? undefined : hold;
      },
      upgradeHandler(_path, request) {
        const answers = request && sockets.get(request.socket);
        if (!answers) return undefined;
        // With other requests still open on this socket, the reply to the upgrade would get mixed with their replies.
        // In Bun the upgrade itself has a response as well.
        if ([...answers].some(({ req }) => req !== request))
          return (_request, socket) => void socket.destroy();
        upgraded.add(request.socket);
        if (answers.size === 0) sockets.set(request.socket, NO_ANSWERS);
        return undefined;
      },
    },
    "gate",
  );

  return {
    server,
    closeIdleConnections() {
      for (const socket of handshakes.values()) socket.destroy();
      for (const [socket, answers] of sockets) {
        if (![...answers].some(({ req }) => req.complete)) socket.destroy();
      }
    },
    endAll() {
      for (const socket of [...handshakes.values(), ...sockets.keys()]) socket.destroy();
    },
    traffic: () => [...network.keys()].reduce(sumOf, ended),
  };
}

function sumOf({ received, sent }: Traffic, { bytesRead, bytesWritten }: Socket): Traffic {
  return { received: received + bytesRead, sent: sent + bytesWritten };
}

/** The network connections under those of TLS. @param onClose - Called when one has ended. */
function trackNetwork(server: Server, onClose: (socket: Socket) => void): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => {
      open.delete(socket);
      onClose(socket);
    });
  });
  return open;
}

/**
 * Tracks connections of TLS before they are secure. Afterwards they are seen a second time, as the sockets that
 * requests know.
 */
function trackHandshakes(
  server: Server,
  limit: number,
  onExcess: (excess: HttpExcess) => void,
): ReadonlyMap<string, Socket> {
  const handshakes = new Map<string, Socket>();
  const peerOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  server.on("connection", (socket: Socket) => {
    const peer = peerOf(socket);
    const [oldest] = handshakes.values();
    if (oldest && limit > 0 && handshakes.size >= limit) {
      onExcess("too many connections");
      oldest.destroy();
    }
    handshakes.set(peer, socket);
    socket.once("close", () => handshakes.delete(peer));
  });
  server.on("secureConnection", (socket: Socket) => handshakes.delete(peerOf(socket)));
  return handshakes;
}

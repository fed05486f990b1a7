import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";

/** An HTTP server whose connections can be ended, whatever state they are in. */
export interface FollowedServer {
  readonly server: Server;
  /**
   * Ends the connections that nobody here owes an answer: idle ones, and those with no more than a part of a request.
   * Node ends idle ones alone.
   */
  endUnasked(): void;
  /** Ends every connection at once, upgraded ones as well, which Node does not count as its own any more. */
  endAll(): void;
}

/**
 * Makes an HTTP server and follows its connections.
 *
 * @param options - As for `createServer`.
 * @param isSecure - Whether it is one of HTTPS, which then needs a key and certificate before it listens.
 */
export function createFollowedServer(options: ServerOptions, isSecure = false): FollowedServer {
  const answers = new Set<ServerResponse>();
  // Unlike its events, its class sees the requests of every path.
  class FollowedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    constructor(...given: ConstructorParameters<typeof ServerResponse<Request>>) {
      super(...given);
      answers.add(this);
      this.once("close", () => answers.delete(this));
    }
  }
  const all = { ...options, ServerResponse: FollowedResponse };
  const server = isSecure ? createSecureServer(all) : createServer(all);
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
  server.on("connection", track);
  if (isSecure) trackSecure(server, sockets, track);
  return {
    server,
    endUnasked() {
      const asked = new Set<Socket>();
      for (const { req } of answers) if (req.complete) asked.add(req.socket);
      for (const socket of sockets) if (!asked.has(socket)) socket.destroy();
    },
    endAll() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A connection of TLS is first seen as it is, and then as the one that requests know, which takes its place. */
function trackSecure(server: Server, sockets: Set<Socket>, track: (socket: Socket) => void): void {
  const handshakes = new Map<string, Socket>();
  const peerOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  server.on("connection", (socket: Socket) => {
    const peer = peerOf(socket);
    handshakes.set(peer, socket);
    socket.once("close", () => handshakes.delete(peer));
  });
  server.on("secureConnection", (socket: Socket) => {
    const raw = handshakes.get(peerOf(socket));
    if (raw) sockets.delete(raw);
    track(socket);
  });
}

import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  ServerResponse,
} from "node:http";
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
 */
export function createFollowedServer(options: ServerOptions): FollowedServer {
  const answers = new Set<ServerResponse>();
  // Unlike its events, its class sees the requests of every path.
  class FollowedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    constructor(...given: ConstructorParameters<typeof ServerResponse<Request>>) {
      super(...given);
      answers.add(this);
      this.once("close", () => answers.delete(this));
    }
  }
  const server = createServer({ ...options, ServerResponse: FollowedResponse });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
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

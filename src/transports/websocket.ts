import type { IncomingMessage } from "node:http";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { ConnectionPort, NodeConnection } from "../connection";

/** Options of {@link createWebSocketTransport}. */
export interface WebSocketTransportOptions {
  /** The largest message in bytes; a larger one closes the connection. */
  readonly maxMessageBytes: number;
}

let counter = 0;

/**
 * Connects pages over plain WebSocket: one JSON object per text frame, as pages of the original jQluster speak.
 *
 * @param open - Makes the door for a connection.
 */
export function createWebSocketTransport(
  open: (port: ConnectionPort) => NodeConnection,
  { maxMessageBytes }: WebSocketTransportOptions,
): { readonly server: WebSocketServer; close(): void } {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
  server.on("connection", (socket: WebSocket, request: IncomingMessage) => {
    const connection = open(portOf(socket, request));
    socket.on("message", (data, isBinary) => connection.receive(...decode(data, isBinary)));
    socket.on("close", () => connection.end());
    socket.on("error", () => socket.terminate());
  });
  return {
    server,
    close() {
      for (const socket of server.clients) socket.close(1001, "server stops");
      server.close();
    },
  };
}

function decode(data: RawData, isBinary: boolean): [input: unknown, text?: string] {
  if (isBinary) return [undefined];
  const text = data.toString();
  try {
    return [JSON.parse(text), text];
  } catch {
    return [undefined];
  }
}

function portOf(socket: WebSocket, request: IncomingMessage): ConnectionPort {
  counter += 1;
  const url = new URL(request.url ?? "/", "ws://localhost");
  return {
    id: `websocket#${counter}`,
    transport: "websocket",
    handshake: {
      headers: request.headers,
      query: Object.fromEntries(url.searchParams),
      auth: {},
      address: request.socket.remoteAddress ?? "",
    },
    send: (_message, delivery) => socket.send(delivery.text),
    close: (reason) => socket.close(1008, reason),
  };
}

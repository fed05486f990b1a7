import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type RawData, WebSocket } from "ws";
import type { CloseReason, ConnectionPort, Encodable, Handshake, NodeConnection } from "../../connection";
import { type Delivery, printable } from "../../core";
import type { Message } from "../../protocol";
import { encodeOnce, textFrame } from "./frames";
import {
  CLOSE_CODES,
  CLOSING_TIME,
  isTooLarge,
  JqlusterWebSocketServer,
  ServerWebSocket,
} from "./websocket-server";

/** Options of {@link createWebSocketTransport}. */
export interface WebSocketTransportOptions {
  /** The largest message in bytes; a larger one closes the connection with code 1009. 0: no limit. */
  readonly maxMessageBytes: number;
  /** How often each page is pinged, in milliseconds. 0: never. */
  readonly pingInterval: number;
  /** How long a page may take to answer a ping, in milliseconds; then its connection is cut. 0: for ever. */
  readonly pingTimeout: number;
}

/** Plain WebSocket: one JSON object per text frame, as pages of the original jQluster speak. */
export interface WebSocketTransport {
  /** Takes an upgrade that is meant for jQluster. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many connections there are. */
  readonly size: number;
  /** Ends all connections with code 1001. Settles when the last is gone: stalled peers are not waited for. */
  close(): Promise<void>;
}

/** The closing codes of a page that leaves: by its own word, by a navigation, and by a close without a code. */
const GOODBYE_CODES: readonly number[] = [1000, 1001, 1005];

let counter = 0;

/**
 * Connects pages over plain WebSocket.
 *
 * @param open - Makes the node connection of a socket.
 */
export function createWebSocketTransport(
  open: (port: ConnectionPort) => NodeConnection,
  { maxMessageBytes, pingInterval, pingTimeout }: WebSocketTransportOptions,
): WebSocketTransport {
  const server = new JqlusterWebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    // ws would make a listener for each.
    clientTracking: false,
  });
  const sockets = new Set<WebSocket>();
  const stopHeartbeat = startHeartbeat(sockets, pingInterval, pingTimeout);

  const frameOf = encodeOnce(textFrame);

  /** Shared by all sockets, as the other listeners are. */
  function onClose(this: WebSocket, code: number): void {
    sockets.delete(this);
    connectionOf(this)?.end(GOODBYE_CODES.includes(code));
  }

  function serve(socket: ServerWebSocket, request: IncomingMessage): void {
    sockets.add(socket);
    const port = new WebSocketPort(socket, request, frameOf);
    socket.connection = open(port);
    port.forgetRequest();
    socket.on("message", onMessage);
    socket.on("close", onClose);
    socket.on("error", onError);
  }

  return {
    handleUpgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, serve),
    get size() {
      return sockets.size;
    },
    async close() {
      stopHeartbeat();
      const closed = [...sockets].map(
        (socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())),
      );
      for (const socket of sockets) hangUp(socket, CLOSE_CODES["server stops"], "server stops");
      server.close();
      await Promise.all(closed);
    },
  };
}

// These listeners are shared by all sockets, of which there are many.

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  const connection = connectionOf(this);
  if (connection && this.readyState === WebSocket.OPEN) receive(connection, data, isBinary);
}

/** The error was the peer's, and ws is telling it so in a closing frame. */
function onError(this: WebSocket, error: Error): void {
  if (isTooLarge(error)) connectionOf(this)?.close("message too large");
  else hangUp(this);
}

function connectionOf(socket: WebSocket): NodeConnection | undefined {
  return socket instanceof ServerWebSocket ? socket.connection : undefined;
}

function receive(connection: NodeConnection, data: RawData, isBinary: boolean): void {
  if (isBinary) {
    connection.refuseFrame("a message must be a text frame, not a binary one");
    return;
  }
  const text = data.toString();
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    connection.refuseFrame(`a frame must be JSON: ${printable((error as SyntaxError).message)}`);
    return;
  }
  connection.receive(input, text);
}

/** Pings all peers, and cuts off those that do not answer: a peer may be gone without a closing frame. */
function startHeartbeat(clients: ReadonlySet<WebSocket>, interval: number, timeout: number): () => void {
  if (interval === 0) return () => {};
  /** When each silent peer was pinged first. */
  const pingedAt = new WeakMap<WebSocket, number>();
  let check: NodeJS.Timeout | undefined;
  const timer = setInterval(() => {
    for (const socket of clients) {
      if (!pingedAt.has(socket)) {
        pingedAt.set(socket, performance.now());
        socket.once("pong", () => pingedAt.delete(socket));
      }
      socket.ping();
    }
    if (timeout === 0 || check) return;
    check = setTimeout(() => {
      check = undefined;
      const latest = performance.now() - timeout;
      for (const socket of clients) if ((pingedAt.get(socket) ?? Infinity) <= latest) socket.terminate();
    }, timeout);
    check.unref();
  }, interval);
  timer.unref();
  return () => {
    clearInterval(timer);
    clearTimeout(check);
  };
}

/** Ends a connection politely, and then by force. */
function hangUp(socket: WebSocket, code?: number, reason?: string): void {
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), CLOSING_TIME);
  socket.once("close", () => clearTimeout(timer));
}

const NO_HANDSHAKE: Handshake = { headers: {}, query: {}, auth: {}, address: "" };

/** What a request tells.. */
class RequestHandshake implements Handshake {
  readonly headers: IncomingHttpHeaders;
  readonly query: Readonly<Record<string, string>>;
  readonly auth = NO_HANDSHAKE.auth;
  readonly #network: Socket;

  constructor({ headers, url, socket }: IncomingMessage) {
    this.headers = headers;
    this.query = queryOf(url);
    this.#network = socket;
  }

  /** Asked of the system only where a rule of the site wants it. */
  get address(): string {
    return this.#network.remoteAddress ?? "";
  }
}

class WebSocketPort implements ConnectionPort {
  readonly id: string;
  readonly transport = "websocket";
  readonly #socket: ServerWebSocket;
  readonly #frameOf: (content: Encodable) => Buffer;
  #request: IncomingMessage | undefined;

  constructor(socket: ServerWebSocket, request: IncomingMessage, frameOf: (content: Encodable) => Buffer) {
    counter += 1;
    this.id = `websocket#${counter}`;
    this.#socket = socket;
    this.#frameOf = frameOf;
    this.#request = request;
  }

  get handshake(): Handshake {
    return this.#request ? new RequestHandshake(this.#request) : NO_HANDSHAKE;
  }

  /** Lets go of the request: its headers would be kept as long as the connection. */
  forgetRequest(): void {
    this.#request = undefined;
  }

  send(_message: Message, delivery: Delivery): void {
    this.#socket.sendFrame(this.#frameOf(delivery));
  }

  sendList(list: Encodable): void {
    this.#socket.sendFrame(this.#frameOf(list), false);
  }

  unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  close(reason: CloseReason): void {
    hangUp(this.#socket, CLOSE_CODES[reason], reason);
  }
}

/** The query of a request. It is not parsed as a URL, since strangers send what no parser takes. */
export function queryOf(url = ""): Record<string, string> {
  const start = url.indexOf("?");
  return start < 0 || start === url.length - 1
    ? {}
    : Object.fromEntries(new URLSearchParams(url.slice(start)));
}

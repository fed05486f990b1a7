import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import type { CloseReason } from "../../connection";
import { holdUntilEndOfTurn } from "../cork";

/** The closing code of `ws` for a frame that is larger than allowed. */
const TOO_LARGE = 1009;
const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;

/** By these numbers a page learns why its connection was closed, beside the reason in words. */
export const CLOSE_CODES: Readonly<Record<CloseReason, number>> = {
  "message too large": TOO_LARGE,
  "not registered in time": POLICY_VIOLATION,
  "too many messages": POLICY_VIOLATION,
  "reads too slowly": POLICY_VIOLATION,
  "server stops": GOING_AWAY,
};

/** How long a peer has to answer the closing handshake, in milliseconds, before it is cut off. */
export const CLOSING_TIME = 500;

/**
 * A WebSocket whose closing frame says in words that a frame was too large; `ws` itself sends the bare number.
 * It also takes frames that are made already, and lets what it sends in one turn leave together.
 */
export class ExplainingWebSocket extends WebSocket {
  #network: Duplex | undefined;

  /** Tells it the socket that it came with. */
  set network(network: Duplex) {
    this.#network = network;
  }

  /** What is sent from now until the end of this turn leaves together. */
  holdUntilEndOfTurn(): void {
    if (this.#network) holdUntilEndOfTurn(this.#network);
  }

  /** Sends a whole frame as it is; nothing when the connection is about to end. */
  sendFrame(frame: Buffer): void {
    if (this.readyState !== WebSocket.OPEN || !this.#network) return;
    holdUntilEndOfTurn(this.#network);
    this.#network.write(frame);
  }

  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === TOO_LARGE ? "message too large" : undefined));
  }
}

/** A WebSocket server of such sockets, as Engine.IO makes them for its own use. */
export class ExplainingWebSocketServer extends WebSocketServer<typeof ExplainingWebSocket> {
  constructor(options: object) {
    // The types of ws do not know its closeTimeout yet.
    const more: object = { closeTimeout: CLOSING_TIME, WebSocket: ExplainingWebSocket };
    super({ ...options, ...more });
  }

  override handleUpgrade(
    request: IncomingMessage,
    network: Duplex,
    head: Buffer,
    callback: (socket: ExplainingWebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, network, head, (socket, upgraded) => {
      socket.network = network;
      callback(socket, upgraded);
    });
  }
}

/** Whether an error of a WebSocket means that a frame was too large. */
export function isTooLarge(error: Error): boolean {
  return "code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
}

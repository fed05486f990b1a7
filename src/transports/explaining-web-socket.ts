import { WebSocket, WebSocketServer } from "ws";
import type { CloseReason } from "../connection";

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

/** A WebSocket whose closing frame says in words that a frame was too large; `ws` itself sends the bare number. */
export class ExplainingWebSocket extends WebSocket {
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
}

/** Whether an error of a WebSocket means that a frame was too large. */
export function isTooLarge(error: Error): boolean {
  return "code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
}

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import type { CloseReason, NodeConnection } from "../../connection";
import { corkUntilNextTick } from "../cork";

/** The closing code of `ws` for a frame that is larger than allowed. */
const TOO_LARGE = 1009;
const POLICY_VIOLATION = 1008;
const NORMAL = 1000;
const GOING_AWAY = 1001;

/** The closing code for each reason; the reason in words goes beside it. */
export const CLOSE_CODES: Readonly<Record<CloseReason, number>> = {
  "message too large": TOO_LARGE,
  "not registered in time": POLICY_VIOLATION,
  "too many messages": POLICY_VIOLATION,
  "reads too slowly": POLICY_VIOLATION,
  "replaced by a newer connection": NORMAL,
  "server stops": GOING_AWAY,
};

/** How long a peer has to answer the closing handshake, in milliseconds, before it is cut off. */
export const CLOSING_TIME = 500;

/**
 * A WebSocket of the server. Its closing frame says in words that a frame was too large, where `ws` itself sends the
 * bare code. It also sends frames that are encoded already, and corks the network socket for the rest of the tick.
 */
export class ServerWebSocket extends WebSocket {
  /** The connection of its page, over plain WebSocket. */
  connection: NodeConnection | undefined;
  #network: Duplex | undefined;
  #receivedTooLarge = false;
  #pageWasLeft = false;

  /** Whether it ends because a frame was larger than allowed. Engine.IO does not forward this error. */
  get receivedTooLarge(): boolean {
    return this.#receivedTooLarge;
  }

  /** Whether its browser has closed it because the page was left: Firefox does so before the page can say goodbye. */
  get pageWasLeft(): boolean {
    return this.#pageWasLeft;
  }

  /** Notes with which code it ended. */
  endedWith(code: number): void {
    this.#pageWasLeft = code === GOING_AWAY;
  }

  /** The network socket under it. */
  set network(network: Duplex) {
    this.#network = network;
  }

  /** Corks the network socket until the next tick. */
  corkUntilNextTick(): void {
    if (this.#network) corkUntilNextTick(this.#network);
  }

  /**
   * Sends an encoded frame; nothing when the connection is closing.
   *
   * @param mayFollow - `true`: the frame is buffered until the end of the tick, since more may follow.
   */
  sendFrame(frame: Buffer, mayFollow = true): void {
    if (this.readyState !== WebSocket.OPEN || !this.#network) return;
    if (mayFollow) corkUntilNextTick(this.#network);
    this.#network.write(frame);
  }

  override close(code?: number, reason?: string | Buffer): void {
    if (code === TOO_LARGE) this.#receivedTooLarge = true;
    super.close(code, reason ?? (code === TOO_LARGE ? "message too large" : undefined));
  }
}

// Shared by all sockets, of which there are many.
function noteCode(this: WebSocket, code: number): void {
  if (this instanceof ServerWebSocket) this.endedWith(code);
}

/** Makes such sockets, for plain WebSocket and for Engine.IO. */
export class JqlusterWebSocketServer extends WebSocketServer<typeof ServerWebSocket> {
  constructor(options: object) {
    // The types of ws do not know its closeTimeout yet.
    const more: object = { closeTimeout: CLOSING_TIME, WebSocket: ServerWebSocket };
    super({ ...options, ...more });
  }

  override handleUpgrade(
    request: IncomingMessage,
    network: Duplex,
    head: Buffer,
    callback: (socket: ServerWebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, network, head, (socket, upgraded) => {
      socket.network = network;
      this.prepare(socket);
      callback(socket, upgraded);
    });
  }

  /** Is called with each new socket before anybody else has it. */
  protected prepare(_socket: ServerWebSocket): void {}
}

/** Makes sockets for Engine.IO. */
export class EngineWebSocketServer extends JqlusterWebSocketServer {
  constructor(options: { readonly maxBufferedChunks?: number; readonly noServer?: boolean }) {
    // It is for what is posted: ws has a higher limit of its own.
    const { maxBufferedChunks: _ofPosts, ...others } = options;
    super(others);
  }

  protected override prepare(socket: ServerWebSocket): void {
    // Before Engine.IO's own listener, which does not forward the code.
    socket.on("close", noteCode);
  }
}

/** Whether an error of a WebSocket means that a frame was too large. */
export function isTooLarge(error: Error): boolean {
  return "code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
}

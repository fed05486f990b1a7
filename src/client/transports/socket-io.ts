import { io } from "socket.io-client";
import { MESSAGE_EVENT } from "../../protocol";
import type { Transport } from "./transport";

/** Options of {@link socketIoTransport}. */
export interface SocketIoTransportOptions {
  /** What the server's rules get to see, for example `{ secret: "…" }`. */
  readonly auth?: { readonly [name: string]: unknown };
  /**
   * What may carry the connection, in the order to try.
   * @default ["polling", "websocket"]
   */
  readonly transports?: readonly string[];
  /**
   * The path of Socket.IO on the server.
   * @default "/socket.io"
   */
  readonly path?: string;
}

/**
 * Connects by Socket.IO: long-polling at first, WebSocket where the network lets it through.
 *
 * @param url - The server's address, a namespace as its path; absent: where the page came from.
 */
export function socketIoTransport(url: string | undefined, options: SocketIoTransportOptions): Transport {
  return (handlers) => {
    const settings: { [name: string]: unknown } = {
      // Trying again is for whoever registers nodes: a connection without a registration is of no use.
      reconnection: false,
      forceNew: true,
    };
    if (options.auth) settings.auth = options.auth;
    if (options.transports) settings.transports = options.transports;
    if (options.path) settings.path = options.path;
    const socket = url ? io(url, settings) : io(settings);
    let over = false;
    function end(reason: string): void {
      if (over) return;
      over = true;
      socket.disconnect();
      handlers.closed(reason);
    }
    socket.on("connect", () => handlers.opened());
    socket.on(MESSAGE_EVENT, (message: unknown) => handlers.received(message));
    socket.on("disconnect", (reason) => end(reason));
    socket.on("connect_error", (error) => end(error.message));
    return {
      send: (message) => {
        socket.emit(MESSAGE_EVENT, message);
      },
      close: () => {
        over = true;
        socket.disconnect();
      },
      name: () => {
        const engine = socket.io.engine;
        return engine?.transport ? engine.transport.name : "";
      },
    };
  };
}

import { connectionQuery, type Transport } from "./transport";

/** The part of a WebSocket that is used: browsers' own has it, and that of the package `ws`. */
export interface WebSocketLike {
  send(text: string): void;
  close(code?: number): void;
  /** Ends it without waiting for the other side; only that of `ws` has it. */
  terminate?(): void;
  /** The reason of its end, `""` for none; only programs have it. */
  reason?(): string;
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
}

/** Closes without saying goodbye: the server keeps the session. */
const REPLACED = 4000;

/** An address without its query, and its query; what stands behind a `#` is no part of it. */
const ADDRESS = /^([^?#]*)\??([^#]*)/;

/** Connects by plain WebSocket, one JSON object per text frame: also to a server of the original jQluster. */
export function webSocketTransport(
  address: string,
  room: string | undefined,
  open: (url: string) => WebSocketLike,
): Transport {
  return (handlers, sessionPrefix) => {
    const [, url = "", given] = ADDRESS.exec(address) || [];
    const query = connectionQuery(given, room, sessionPrefix);
    const socket = open(query ? `${url}?${query}` : url);
    let isClosed = false;
    function end(reason: string): void {
      if (isClosed) return;
      isClosed = true;
      handlers.closed(reason);
    }
    socket.onopen = () => {
      if (!isClosed) handlers.opened();
    };
    socket.onmessage = (event: { data: unknown }) => {
      if (isClosed) return;
      const text = String(event.data);
      let message: unknown;
      try {
        message = JSON.parse(text);
      } catch {
        end("the server sent something that is not JSON");
        socket.close();
        return;
      }
      handlers.received(message, text.length);
    };
    socket.onclose = (event: { code: number; reason: string }) =>
      end(socket.reason?.() || event.reason || `closed (${event.code})`);
    // What happened is told by the close event, which always follows.
    socket.onerror = () => {};
    return {
      send: (text) => socket.send(text),
      close: (how) => {
        isClosed = true;
        if (how) socket.close();
        else if (socket.terminate) socket.terminate();
        else socket.close(REPLACED);
      },
      name: () => "websocket",
    };
  };
}

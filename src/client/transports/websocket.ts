import type { Transport } from "./transport";

/** The part of a WebSocket that is used: browsers' own has it, and that of the package `ws`. */
export interface WebSocketLike {
  send(text: string): void;
  close(): void;
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
}

/** Connects by plain WebSocket, one JSON object per text frame: also to a server of the original jQluster. */
export function webSocketTransport(url: string, open: (url: string) => WebSocketLike): Transport {
  return (handlers) => {
    const socket = open(url);
    let over = false;
    function end(reason: string): void {
      if (over) return;
      over = true;
      handlers.closed(reason);
    }
    socket.onopen = () => {
      if (!over) handlers.opened();
    };
    socket.onmessage = (event: { data: unknown }) => {
      if (over) return;
      let message: unknown;
      try {
        message = JSON.parse(String(event.data));
      } catch {
        end("the server sent something that is not JSON");
        socket.close();
        return;
      }
      handlers.received(message);
    };
    socket.onclose = (event: { code: number; reason: string }) =>
      end(event.reason || `closed (${event.code})`);
    // What happened is told by the close event, which always follows.
    socket.onerror = () => {};
    return {
      send: (message) => socket.send(JSON.stringify(message)),
      close: () => {
        over = true;
        socket.close();
      },
      name: () => "websocket",
    };
  };
}

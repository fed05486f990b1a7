import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** A server that knows only the messages of the original: no extensions, and error texts of its own. */
export interface OriginalServer {
  /** Such as `ws://127.0.0.1:12345/jqluster`. */
  readonly url: string;
  /** Every message that came, as text. */
  readonly received: readonly string[];
  close(): Promise<void>;
}

interface OriginalMessage {
  readonly message_id: unknown;
  readonly message_type: string;
  readonly from: string;
  readonly to?: string | null;
}

const REPLIES: { readonly [type: string]: string } = {
  select_and_get: "select_and_get_reply",
  select_and_listen: "select_and_listen_reply",
};

/** Starts one on a free port of the loopback. */
export async function startOriginalServer(): Promise<OriginalServer> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  const nodes = new Map<WebSocket, string>();
  const received: string[] = [];
  let counter = 0;

  function reply(socket: WebSocket, type: string, to: string, body: object): void {
    counter += 1;
    socket.send(JSON.stringify({ message_id: counter, message_type: type, from: null, to, body }));
  }

  sockets.on("connection", (socket) => {
    socket.on("close", () => nodes.delete(socket));
    socket.on("message", (data) => {
      const text = String(data);
      received.push(text);
      const message = JSON.parse(text) as OriginalMessage;
      if (message.message_type === "register") {
        nodes.set(socket, message.from);
        reply(socket, "register_reply", message.from, { error: null, in_reply_to: message.message_id });
        return;
      }
      if (message.to === null || message.to === undefined) return;
      const targets = [...nodes].filter(([, nodeId]) => nodeId === message.to);
      for (const [target] of targets) target.send(text);
      const type = REPLIES[message.message_type];
      if (targets.length === 0 && type !== undefined) {
        const error = "Target node does not exist.";
        reply(socket, type, message.from, { error, result: null, in_reply_to: message.message_id });
      }
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/jqluster`,
    received,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

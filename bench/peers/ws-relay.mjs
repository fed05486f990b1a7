// The shortest relay over ws: the text is parsed to learn where it goes, and sent on as it came; no checks at all.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { answerParent } from "./answer-parent.mjs";

const http = createServer();
const server = new WebSocketServer({ server: http });
/** @type {Map<string, Set<import("ws").WebSocket>>} */
const nodes = new Map();
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const text = data.toString();
    const message = JSON.parse(text);
    if (message.message_type === "register") {
      const sockets = nodes.get(message.from) ?? new Set();
      nodes.set(message.from, sockets.add(socket));
      socket.once("close", () => {
        sockets.delete(socket);
        if (sockets.size === 0) nodes.delete(message.from);
      });
      const body = { error: null, in_reply_to: message.message_id };
      const reply = { message_id: "1", message_type: "register_reply", from: null, to: message.from, body };
      socket.send(JSON.stringify(reply));
    } else for (const target of nodes.get(message.to) ?? []) target.send(text);
  });
});
http.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  answerParent(port, () => {
    for (const socket of server.clients) socket.terminate();
    http.close();
  });
});

// The shortest relay over ws that a user of Redis would write: a channel for each node ID, no checks at all.
import { createServer } from "node:http";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";
import { answerParent } from "./answer-parent.mjs";

const [redisUrl = ""] = process.argv.slice(2);
const publisher = new Redis(redisUrl);
const subscriber = new Redis(redisUrl);
const http = createServer();
const server = new WebSocketServer({ server: http });
/** @type {Map<string, Set<import("ws").WebSocket>>} */
const nodes = new Map();
subscriber.on("message", (nodeId, text) => {
  for (const target of nodes.get(nodeId) ?? []) target.send(text);
});
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const text = data.toString();
    const message = JSON.parse(text);
    if (message.message_type === "register") register(socket, message);
    else publisher.publish(message.to, text);
  });
});

/**
 * @param {import("ws").WebSocket} socket
 * @param {{ from: string, message_id: string }} message
 */
async function register(socket, message) {
  const sockets = nodes.get(message.from) ?? new Set();
  nodes.set(message.from, sockets.add(socket));
  socket.once("close", () => {
    sockets.delete(socket);
    if (sockets.size > 0) return;
    nodes.delete(message.from);
    // Fails when this server has just been stopped.
    subscriber.unsubscribe(message.from).catch(() => {});
  });
  await subscriber.subscribe(message.from);
  const body = { error: null, in_reply_to: message.message_id };
  const reply = { message_id: "1", message_type: "register_reply", from: null, to: message.from, body };
  socket.send(JSON.stringify(reply));
}

http.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  answerParent(port, () => {
    for (const socket of server.clients) socket.terminate();
    http.close();
    publisher.disconnect();
    subscriber.disconnect();
  });
});

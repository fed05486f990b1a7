// The shortest relay for the hall: ws, and Socket.IO for the phones that poll; it knows the pages of a node, and checks
// nothing.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";
import { answerParent } from "./answer-parent.mjs";

const [wanted = "0"] = process.argv.slice(2);
const http = createServer();
const server = new WebSocketServer({ noServer: true });
const io = new Server(http, { transports: ["polling"] });

/**
 * A page, which is sent a message.
 *
 * @typedef {(text: string, message: object) => void} Page
 */

/** The pages of each node, by their IDs. @type {Map<string, Map<string, Page>>} */
const nodes = new Map();

/** @param {any} message @param {string} text @param {Page} page */
function take(message, text, page) {
  const { message_type: type, from, to, to_page: toPage } = message;
  if (type === "register") {
    const pages = nodes.get(from) ?? new Map();
    nodes.set(from, pages.set(message.body.page_id, page));
    const body = { error: null, in_reply_to: message.message_id };
    const reply = { message_id: "1", message_type: "register_reply", from: null, to: from, body };
    page(JSON.stringify(reply), reply);
  } else if (type !== "ack") {
    const pages = nodes.get(to);
    if (toPage !== undefined) pages?.get(toPage)?.(text, message);
    else for (const send of pages?.values() ?? []) send(text, message);
  }
}

http.on("upgrade", (request, socket, head) => {
  server.handleUpgrade(request, socket, head, (webSocket) => {
    /** @type {Page} */
    const page = (text) => webSocket.send(text);
    webSocket.on("message", (data) => {
      const text = data.toString();
      take(JSON.parse(text), text, page);
    });
  });
});
io.on("connection", (socket) => {
  /** @type {Page} */
  const page = (_text, message) => void socket.emit("jqluster-message", message);
  socket.on("jqluster-message", (message) => take(message, JSON.stringify(message), page));
});
http.listen(Number(wanted), "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  answerParent(port, () => {
    for (const socket of server.clients) socket.terminate();
    io.close();
  });
});

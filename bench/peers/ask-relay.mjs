// The shortest relay that a user of Socket.IO would write so that one page asks another: acknowledgements are passed on.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { answerParent } from "./answer-parent.mjs";

const http = createServer();
const io = new Server(http);
/** @type {Map<string, import("socket.io").Socket>} */
const pages = new Map();
io.on("connection", (socket) => {
  socket.on("register", (name, done) => {
    pages.set(name, socket);
    done();
  });
  socket.on("ask", (to, selector, answer) => pages.get(to)?.emit("ask", selector, answer));
  socket.on("set", (to, selector, text) => pages.get(to)?.emit("set", selector, text));
});
http.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  answerParent(port, () => io.close());
});

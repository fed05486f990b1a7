// The shortest relay that a user of Socket.IO would write: a room for each node ID, no checks at all.
// With "recovery" as its argument it keeps what a page misses while it is away, as Socket.IO can.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { answerParent } from "./answer-parent.mjs";

const http = createServer();
const hasRecovery = process.argv.includes("recovery");
const io = new Server(http, hasRecovery ? { connectionStateRecovery: {} } : {});
io.on("connection", (socket) => {
  socket.on("jqluster-message", (message) => {
    if (message.message_type === "register") {
      socket.join(message.from);
      const body = { error: null, in_reply_to: message.message_id };
      const reply = { message_id: "1", message_type: "register_reply", from: null, to: message.from, body };
      socket.emit("jqluster-message", reply);
    } else io.to(message.to).emit("jqluster-message", message);
  });
});
http.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  answerParent(port, () => io.close());
});

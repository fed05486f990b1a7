// A site that uses Socket.IO for a chat of its own. jQluster gets a namespace of the same Socket.IO server, so that
// pages connect once; its options for transports and origins are the site's.
//
//   node examples/socket-io-site.mjs
//
// On a page: $.jqluster.init("Alice", "http://127.0.0.1:3000/remote")
import { createServer } from "node:http";
import { attachJqluster } from "jqluster";
import { Server } from "socket.io";

const server = createServer();
const io = new Server(server);

io.on("connection", (socket) => {
  socket.on("chat", (text) => {
    io.emit("chat", String(text));
  });
});

const jqluster = attachJqluster(io.of("/remote"), {
  logger: (level, message) => console.error(`${level}: ${message}`),
});

server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});

process.once("SIGTERM", async () => {
  await jqluster.close();
  // The chat is still there; the site ends it when it likes.
  await io.close();
});

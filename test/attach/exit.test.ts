import { spawn } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

/** Embeds jQluster in every kind of host, lets pages connect, and closes only what it opened itself. */
const PROGRAM = `
  const { createServer } = require("node:http");
  const { once } = require("node:events");
  const { Server } = require("socket.io");
  const { io } = require("socket.io-client");
  const { WebSocket } = require("ws");
  const { attachJqluster } = require(${JSON.stringify(ROOT)});

  async function run() {
    const server = createServer().listen(0, "127.0.0.1");
    const site = new Server(server, { path: "/site" });
    await once(server, "listening");
    const address = "127.0.0.1:" + server.address().port;
    const jqlusters = [attachJqluster(server), attachJqluster(site), attachJqluster(site.of("/remote"))];
    const clients = [
      io("http://" + address, { transports: ["polling"] }),
      io("http://" + address, { transports: ["polling", "websocket"], forceNew: true }),
      io("http://" + address, { path: "/site", transports: ["websocket"], forceNew: true }),
      io("http://" + address + "/remote", { path: "/site", transports: ["polling"], forceNew: true }),
    ];
    const plain = new WebSocket("ws://" + address + "/jqluster");
    const opened = once(plain, "open");
    const register = { message_id: 1, message_type: "register", from: "Alice" };
    for (const client of clients) {
      client.emit("jqluster-message", register);
      await once(client, "jqluster-message");
    }
    await opened;
    plain.send(JSON.stringify(register));
    await once(plain, "message");
    for (const jqluster of jqlusters) await jqluster.close();
    for (const client of clients) client.close();
    await site.close();
    process.stdout.write("closed");
  }
  run();
`;

describe("a program that embeds jQluster", () => {
  it("ends by itself when it has closed everything", async () => {
    const child = spawn(process.execPath, ["-e", PROGRAM], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, output }).toEqual({ code: 0, output: "closed" });
  });
});

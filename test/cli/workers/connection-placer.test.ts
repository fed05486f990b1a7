import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { ConnectionPlacer } from "../../../src/cli/workers/connection-placer";
import { Placement } from "../../../src/cli/workers/placement";
import { until } from "../../support/until";

let server: Server;
let placer: ConnectionPlacer;
let members: number[];
let sockets: Socket[];
let near: Socket[];

beforeEach(async () => {
  members = [1, 2];
  sockets = [];
  near = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => response.end(`${request.method} ${request.url} ${body}`));
  });
  const paths = { socketIoPath: "/socket.io", websocketPath: "/jqluster" };
  placer = new ConnectionPlacer(
    server,
    new Placement({ worker: 1, workers: 2, members: () => members, ...paths }),
  );
  server.on("connection", (socket) => near.push(socket));
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const socket of near) socket.destroy();
  await once(server.close(), "close");
});

async function open(): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket);
  let heard = "";
  socket.setEncoding("utf8").on("data", (text) => {
    heard += text;
  });
  await once(socket, "connect");
  return { socket, heard: () => heard };
}

/** Runs it while what this process says to its parent, which is the test runner, is taken down. */
async function recordingHandovers(run: () => Promise<void>): Promise<unknown[][]> {
  const sent: unknown[][] = [];
  const own = Object.getOwnPropertyDescriptor(process, "send");
  Object.defineProperty(process, "send", {
    configurable: true,
    value: (...args: unknown[]) => sent.push(args) > 0,
  });
  try {
    await run();
  } finally {
    if (own) Object.defineProperty(process, "send", own);
    else Reflect.deleteProperty(process, "send");
  }
  return sent;
}

test("what belongs to no other worker is served, however it is cut into packets", async () => {
  const { socket, heard } = await open();
  const text =
    "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbodyGET /b HTTP/1.1\r\nHost: x\r\n\r\n";
  socket.setNoDelay();
  for (const letter of text) await new Promise((resolve) => socket.write(letter, resolve));
  await until(() => heard().includes("GET /b"));
  expect(heard()).toContain("POST /a body");
});

test("requests that come at once are all answered, in order", async () => {
  const { socket, heard } = await open();
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  socket.write(request("/1") + request("/2") + request("/3"));
  await until(() => heard().includes("/3"));
  expect(heard().match(/GET \/\d/g)).toEqual(["GET /1", "GET /2", "GET /3"]);
});

test.each(["no request at all", "x".repeat(20_000)])(
  "what is no HTTP is left to the HTTP server",
  async (line) => {
    const { socket, heard } = await open();
    socket.write(`${line}\r\n\r\n`.repeat(2));
    await until(() => heard() !== "");
    expect(heard()).toMatch(/^HTTP\/1.1 4\d\d/);
  },
);

test("a connection that ends before it has said anything is over", async () => {
  const { socket } = await open();
  socket.end();
  await once(socket, "close");
});

test("a connection of another worker changes hands with all that was read of it, unanswered", async () => {
  const head = "GET /socket.io/?EIO=4&transport=polling&sid=w2-abc HTTP/1.1\r\nHost: x\r\n\r\n";
  const { socket, heard } = await open();
  const sent = await recordingHandovers(async () => {
    socket.write(head);
    await until(() => near.length === 1 && near[0]?.bytesRead === head.length);
  });
  const read = Buffer.from(head).toString("base64");
  expect(sent).toEqual([
    [{ jqluster: "socket", worker: 2, read }, near[0], { keepOpen: false }, expect.any(Function)],
  ]);
  expect(heard()).toBe("");
});

test("a connection of a worker that is gone is served here", async () => {
  members = [1];
  const { socket, heard } = await open();
  socket.write("GET /socket.io/?EIO=4&transport=polling&sid=w2-abc HTTP/1.1\r\nHost: x\r\n\r\n");
  await until(() => heard().includes("sid=w2-abc"));
});

test("a connection that another worker gave is served, whatever it asks for", async () => {
  const request = "GET /socket.io/?sid=w2-abc HTTP/1.1\r\nHost: x\r\n\r\n";
  const other = createServer().on("connection", (socket: Socket) => {
    socket.unshift(Buffer.from(request));
    placer.serve(socket);
  });
  // The HTTP server's own listener would read it as well.
  const [own] = other.listeners("connection");
  other.off("connection", own as () => void);
  await once(other.listen(0, "127.0.0.1"), "listening");
  const socket = connect((other.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket);
  let heard = "";
  socket.setEncoding("utf8").on("data", (text) => {
    heard += text;
  });
  await until(() => heard.includes("sid=w2-abc"));
  socket.destroy();
  await once(other.close(), "close");
});

test("once it is closed the HTTP server has all connections again", async () => {
  placer.close();
  const { socket, heard } = await open();
  socket.write("GET /socket.io/?sid=w2-abc HTTP/1.1\r\nHost: x\r\n\r\n");
  await until(() => heard().includes("sid=w2-abc"));
});

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { type SocketIoTransportOptions, socketIoTransport } from "../../../src/client/transports/socket-io";
import type { TransportConnection } from "../../../src/client/transports/transport";
import { until } from "../../support/until";

const MESSAGE = { message_id: "1", message_type: "x", from: "Alice", to: "Bob", body: { text: "ä\u2028" } };

let io: Server;
let url: string;
let seen: unknown[];
let open: TransportConnection[];

beforeEach(async () => {
  seen = [];
  open = [];
  const http = createServer();
  io = new Server(http);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const connection of open) connection.close();
  await io.close();
});

/** Connects, and notes in `seen` what it tells. */
function connect(address: string, options: SocketIoTransportOptions = {}): TransportConnection {
  const connection = socketIoTransport(address, options)(
    {
      opened: () => seen.push("opened"),
      received: (message) => seen.push(message),
      closed: (reason, isRefused) => seen.push(`closed${isRefused ? ", refused" : ""}: ${reason}`),
    },
    "",
  );
  open.push(connection);
  return connection;
}

function nextSocket(namespace: string): Promise<Socket> {
  return new Promise((resolve) => io.of(namespace).once("connection", resolve));
}

test.each([
  ["polling", ["polling"]],
  ["websocket", ["websocket"]],
  ["websocket", ["polling", "websocket"]],
])("messages go both ways, in the end by %s (%j)", async (name, transports) => {
  const [socket, connection] = [nextSocket("/"), connect(url, { transports })];
  const received = new Promise((resolve) => socket.then((at) => at.once("jqluster-message", resolve)));
  await until(() => seen.length === 1);
  connection.send(JSON.stringify(MESSAGE));
  expect(await received).toEqual(MESSAGE);
  (await socket).emit("jqluster-message", MESSAGE);
  await until(() => seen.length === 2 && connection.name() === name);
  expect(seen).toEqual(["opened", MESSAGE]);
});

test("the path of the address is the namespace, its query the handshake's, and auth is told", async () => {
  const [socket, connection] = [
    nextSocket("/remote"),
    connect(`${url}/remote?room=5`, { auth: { secret: "s" } }),
  ];
  const { handshake } = await socket;
  expect([handshake.auth, handshake.query.room]).toEqual([{ secret: "s" }, "5"]);
  connection.send(JSON.stringify(MESSAGE));
  expect(await new Promise((resolve) => socket.then((at) => at.once("jqluster-message", resolve)))).toEqual(
    MESSAGE,
  );
});

test("only messages of jQluster are told", async () => {
  const socket = nextSocket("/");
  connect(url);
  const at = await socket;
  at.emit("other", 1);
  at.emit("jqluster-message", Buffer.from("binary"));
  at.emit("jqluster-message", MESSAGE, () => {});
  await until(() => seen.length === 2);
  expect(seen).toEqual(["opened", MESSAGE]);
});

test("a refusal tells what the server says", async () => {
  io.use((_socket, next) => next(new Error("refused: not you")));
  connect(url);
  await until(() => seen.length === 1);
  expect(seen).toEqual(["closed: refused: not you"]);
});

test("what ends a connection is told once", async () => {
  const socket = nextSocket("/");
  connect(url);
  (await socket).disconnect();
  await until(() => seen.length === 2);
  expect(seen).toEqual(["opened", "closed: io server disconnect"]);
  await until(() => io.engine.clientsCount === 0);
  expect(seen).toHaveLength(2);
});

test("a server that cannot be reached is told", async () => {
  await io.close();
  connect(url, { transports: ["websocket"] });
  await until(() => seen.length === 1);
  expect(seen).toEqual(["closed: websocket error"]);
});

test.each([
  ["POST", 413, "closed, refused: xhr post error"],
  ["POST", 403, "closed, refused: xhr post error"],
  ["POST", 400, "closed: xhr post error"],
  ["POST", 408, "closed: xhr post error"],
  ["POST", 429, "closed: xhr post error"],
  ["POST", 502, "closed: xhr post error"],
  ["GET", 403, "closed: xhr poll error"],
])("a %s that is answered with %i has ended the connection: %j", async (method, status, told) => {
  const server = io.httpServer;
  const [handle] = server.listeners("request") as [(...args: unknown[]) => void];
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const isRefused = method === "GET" ? seen.length > 0 : Number(request.headers["content-length"]) > 1_000;
    if (isRefused && request.method === method) response.writeHead(status).end("no");
    else handle(request, response);
  });
  const connection = connect(url, { transports: ["polling"] });
  // The poll after that may have been refused by then.
  await until(() => seen.length > 0);
  connection.send("x".repeat(1_000));
  await until(() => seen.length === 2);
  expect(seen).toEqual(["opened", told]);
});

test.each([["polling"], ["websocket"]])(
  "closing by %s leaves nothing on the server, and tells nothing",
  async (name) => {
    const socket = nextSocket("/");
    const connection = connect(url, { transports: [name] });
    const gone = new Promise((resolve) => socket.then((at) => at.once("disconnect", resolve)));
    await until(() => seen.length === 1);
    connection.send(JSON.stringify(MESSAGE));
    connection.close();
    connection.send(JSON.stringify(MESSAGE));
    await gone;
    expect([seen, io.engine.clientsCount]).toEqual([["opened"], 0]);
  },
);

test("closing before it has opened tells nothing and connects nobody", async () => {
  connect(url, { transports: ["websocket"] }).close();
  const later = nextSocket("/");
  connect(url);
  await later;
  await until(() => seen.length === 1);
  expect([seen, io.of("/").sockets.size]).toEqual([["opened"], 1]);
});

test.each([
  [true, "visit=1"],
  [false, undefined],
])(
  "in Node.js, withCredentials: %j, the server's cookie comes back as %j",
  async (withCredentials, cookie) => {
    const cookies: (string | undefined)[] = [];
    io.engine.on("initial_headers", (headers: { [name: string]: string }) => {
      headers["set-cookie"] = "visit=1";
    });
    io.engine.on("headers", (_headers: object, request: IncomingMessage) =>
      cookies.push(request.headers.cookie),
    );
    connect(url, { transports: ["polling"], withCredentials });
    await until(() => seen.length === 1);
    expect(cookies.slice(1)).toEqual(Array.from(cookies.slice(1), () => cookie));
    expect(cookies.length).toBeGreaterThan(1);
  },
);

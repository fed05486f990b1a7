import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { attachJqluster } from "../../src/attach/attach";
import { connect } from "../../src/client";
import { watchEngine, watchWebSocket } from "../../src/client/node-reasons";
import { chooseTransport } from "../../src/client/transports/choose-transport";
import { makeCertificate } from "../support/certificate";
import { listen, stop } from "../support/listening";
import { until } from "../support/until";

const SENTENCE = "Pages of this origin may not connect here";
/** Why the first attempt fails; `tail` is the address without its protocol. */
function reasonAt(protocol: string, tail: string, transports: readonly string[]): Promise<string> {
  const address = `${protocol}${tail}`;
  const transport = chooseTransport(address, { transports, watch: watchEngine }, (url) => {
    const socket = new WebSocket(url);
    return Object.assign(socket, { reason: watchWebSocket(socket) });
  });
  return new Promise((closed) => transport({ opened: () => {}, received: () => {}, closed }, ""));
}

const TRANSPORTS: [string, string, string[]][] = [
  ["Socket.IO", "http", ["polling", "websocket"]],
  ["Socket.IO by polling", "http", ["polling"]],
  ["Socket.IO by WebSocket", "http", ["websocket"]],
  ["plain WebSocket", "ws", ["websocket"]],
];

test("the error of connect() tells the reason", async () => {
  const server = createServer();
  const host = await listen(server);
  await stop(server);
  const errors = TRANSPORTS.map(([, protocol, transports]) =>
    connect("robot", `${protocol}://${host}`, { timeout: 2500, transports }).catch(String),
  );
  const told = `nobody listens there (connect ECONNREFUSED ${host})`;
  expect(await Promise.all(errors)).toEqual(
    TRANSPORTS.map(() => `TimeoutError: not registered as "robot" within 2500 ms: ${told}`),
  );
});

describe.each(TRANSPORTS)("over %s, a failed attempt says that", (_what, protocol, transports) => {
  test("nobody listens", async () => {
    const server = createServer();
    const host = await listen(server);
    await stop(server);
    expect(await reasonAt(protocol, `://${host}`, transports)).toBe(
      `nobody listens there (connect ECONNREFUSED ${host})`,
    );
  });

  test("no host has the name", async () => {
    expect(await reasonAt(protocol, "://no.such.invalid", transports)).toMatch(
      /^(there is no such host name|the host name could not be looked up) \(getaddrinfo \w+ no\.such\.invalid\)$/,
    );
  });

  test("the certificate is not trusted", async () => {
    const server = createSecureServer(makeCertificate());
    const reason = await reasonAt(protocol, `s://${await listen(server)}`, transports);
    await stop(server);
    // Newer versions of Node.js add what can be done about it.
    expect(reason).toMatch(/^the server's certificate is not trusted \(self-signed certificate(; .*)?\)$/);
  });

  test.each([
    ["a sentence", 403, `${SENTENCE}\n`, `403 Forbidden: ${SENTENCE}`],
    [
      "the JSON of Engine.IO",
      400,
      '{"code":0,"message":"Transport \\"x\\" unknown"}',
      '400 Bad Request: Transport "x" unknown',
    ],
    ["what is no JSON", 400, '{"code":0,"message":"\\q"}', '400 Bad Request: {"code":0,"message":"\\q"}'],
    ["a web page", 404, "<!DOCTYPE html>\n<p>Not here", "404 Not Found"],
    ["nothing", 503, "", "503 Service Unavailable"],
    ["too much", 403, "x".repeat(100_000), `403 Forbidden: ${"x".repeat(1000)}`],
  ])("the server refuses with %s", async (_kind, status, body, told) => {
    const server = createServer((_request, response) => {
      response.writeHead(status).end(body);
    });
    const reason = await reasonAt(protocol, `://${await listen(server)}`, transports);
    await stop(server);
    expect(reason).toBe(`the server answered ${told}`);
  });

  test("the server has too many connections", async () => {
    const server = createServer();
    const jqluster = attachJqluster(server, { maxConnections: 1 });
    const host = await listen(server);
    const first = await connect("first", `ws://${host}/jqluster`);
    const reason = await reasonAt(protocol, `://${host}${protocol === "ws" ? "/jqluster" : ""}`, transports);
    first.release();
    await jqluster.close();
    await stop(server);
    expect(reason).toMatch(/^the server answered 503 Service Unavailable: There are too many connections$/);
  });
});

test.each([
  [
    "Socket.IO by polling",
    "http",
    "",
    ["polling"],
    /^the server ended the connection \((read ECONNRESET|socket hang up)\)$/,
  ],
  ["Socket.IO by WebSocket", "http", "", ["websocket"], /^transport close$/],
  ["plain WebSocket", "ws", "/jqluster", undefined, /^closed \(1006\)$/],
] as const)(
  "a lost connection over %s tells its reason before it is tried again",
  async (_, protocol, path, transports, reason) => {
    let registrations = 0;
    const authorizeRegister = () => {
      registrations += 1;
      return true;
    };
    const server = createServer();
    const jqluster = attachJqluster(server, { authorizeRegister });
    const host = await listen(server);
    const sockets: Socket[] = [];
    server.on("connection", (socket) => sockets.push(socket));
    const robot = await connect("robot", `${protocol}://${host}${path}`, transports && { transports });
    try {
      const told = new Promise((resolve) => robot.on("disconnect", (why) => resolve([why, registrations])));
      const isBack = new Promise((resolve) => robot.on("connect", resolve));
      // Between two polls there is no connection that could be lost.
      await until(() => sockets.some((socket) => !socket.destroyed));
      for (const socket of sockets) socket.destroy();
      expect(await told).toEqual([expect.stringMatching(reason), 1]);
      await isBack;
      expect(registrations).toBe(2);
    } finally {
      robot.release();
      await jqluster.close();
      await stop(server);
    }
  },
);

test("a lost connection by polling tells its reason", async () => {
  const server = createServer();
  const jqluster = attachJqluster(server);
  const robot = await connect("robot", `http://${await listen(server)}`, { transports: ["polling"] });
  const reason = new Promise((resolve) => robot.on("disconnect", resolve));
  await stop(server);
  const told = await reason;
  robot.release();
  await jqluster.close();
  expect(told).toMatch(/^(the server ended the connection|nobody listens there) \(/);
});

import { connect, type Socket } from "node:net";
import type { ServiceOptions } from "../../src/options/options";
import { createService, type Service } from "../../src/service/service";
import { ask } from "../support/ask";
import { leavePolling, openPolling, POLLING, sessionPathIn } from "../support/polling-session";
import { until } from "../support/until";

let service: Service;
let port: number;
let lines: string[];
let refused: string[];

async function start(options: Partial<ServiceOptions> = {}): Promise<void> {
  lines = [];
  refused = [];
  service = createService({
    port: 0,
    ...options,
    logger: (_level, text) => lines.push(text),
    observer: {
      opened() {},
      closed() {},
      refused: (reason) => refused.push(reason),
      distributed() {},
      delivered() {},
      unanswered() {},
    },
  });
  ({ port } = await service.listen());
}

const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await service.close();
});

interface Wire {
  readonly socket: Socket;
  /** What came. */
  text: string;
  readonly closed: Promise<unknown>;
}

function open(text = ""): Wire {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  // Being cut off is what some are for.
  socket.on("error", () => {});
  const wire: Wire = { socket, text: "", closed: new Promise((resolve) => socket.on("close", resolve)) };
  // To decode UTF-8 would take longer than to send it.
  socket.setEncoding("latin1").on("data", (more: string) => {
    wire.text += more;
  });
  if (text !== "") socket.write(text);
  return wire;
}

const get = (path: string, headers = "") => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
const statuses = ({ text }: Wire) =>
  [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
const isServed = async () => (await ask(`127.0.0.1:${port}`, { path: "/healthz" }, {})).status === 200;

describe("requests that come together on one connection", () => {
  it("are answered one after the other, whatever they ask for", async () => {
    await start();
    const paths = [
      "/healthz",
      "/",
      "/jqluster/jqluster.min.js",
      "/no-such-page",
      "/metrics",
      POLLING,
      "/healthz",
    ];
    const wire = open(paths.map((path) => get(path)).join("") + get("/healthz", "Connection: close\r\n"));
    await wire.closed;
    expect(statuses(wire)).toEqual([200, 200, 200, 404, 200, 200, 200, 200]);
    await leavePolling(`127.0.0.1:${port}`, sessionPathIn(wire.text));
  });

  it("are answered in any number that may wait, and those who come meanwhile are served", async () => {
    await start();
    const wire = open(get("/shared/plain.css").repeat(999) + get("/healthz", "Connection: close\r\n"));
    await until(() => statuses(wire).length > 0);
    expect(await isServed()).toBe(true);
    await wire.closed;
    expect(statuses(wire)).toEqual(Array(1000).fill(200));
    expect(refused).toEqual([]);
  });

  it("wait for a poll that is not answered yet, and end with their connection", async () => {
    await start();
    const wire = open(get(await openPolling(`127.0.0.1:${port}`)) + get("/healthz"));
    expect(await isServed()).toBe(true);
    expect(wire.text).toBe("");
    wire.socket.destroy();
    await wire.closed;
    expect(await isServed()).toBe(true);
  });

  it("that Node answers itself do not keep the others waiting", async () => {
    await start();
    const wire = open(
      `${get("/healthz")}${get("/healthz", "Expect: a miracle\r\n")}${get("/healthz")}GET / HTTP/1.1\r\n\r\n`,
    );
    await wire.closed;
    expect(statuses(wire)).toEqual([200, 417, 200, 400]);
  });

  it("end their connection when too many of all connections wait, and no other", async () => {
    await start({ maxWaitingRequests: 10 });
    const honest = open(get("/healthz"));
    await until(() => statuses(honest).length === 1);
    const greedy = open(get("/jqluster/jqluster.js").repeat(200));
    await greedy.closed;
    expect(statuses(greedy).length).toBeLessThan(200);
    honest.socket.write(get("/healthz").repeat(5));
    await until(() => statuses(honest).length === 6);
    expect(refused).toEqual(["too many requests"]);
    expect(lines.filter((line) => /network connection/.test(line))).toEqual([
      "Ended a network connection: too many requests",
    ]);
  });

  it("are not counted any more when their connection is gone", async () => {
    await start({ maxWaitingRequests: 10 });
    for (let i = 0; i < 30; i++) {
      const wire = open(get("/healthz").repeat(5));
      await until(() => statuses(wire).length > 0);
      wire.socket.destroy();
      await wire.closed;
    }
    expect(refused).toEqual([]);
  });

  it("with an upgrade among them end their connection: its answer could be told from none of theirs", async () => {
    await start();
    const upgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    const wire = open(get("/jqluster/jqluster.js") + get("/jqluster", upgrade));
    await wire.closed;
    expect(wire.text).not.toContain("101");
    expect(await isServed()).toBe(true);
  });
});

describe("network connections, past maxHttpConnections", () => {
  it("end the oldest that waits for no answer, so that newcomers are served", async () => {
    await start({ maxHttpConnections: 3 });
    const [first, second, third] = [open("GET / HT"), open(), open()];
    await until(() => [first, second, third].every(({ socket }) => socket.readyState === "open"));
    expect(await isServed()).toBe(true);
    await first.closed;
    expect(refused).toEqual(["too many connections"]);
    expect([second, third].map(({ socket }) => socket.destroyed)).toEqual([false, false]);
  });

  it("end the newest where all wait for an answer", async () => {
    await start({ maxHttpConnections: 1 });
    const path = await openPolling(`127.0.0.1:${port}`, { connection: "close" });
    const waiting = open(get("/healthz") + get(path));
    // The poll came with the request before it.
    await until(() => statuses(waiting).length === 1);
    await expect(isServed()).rejects.toThrow();
    expect(waiting.socket.destroyed).toBe(false);
    expect(refused).toEqual(["too many connections"]);
  });
});

import { execFileSync } from "node:child_process";
import { Agent, request } from "node:http";
import { getRequest, message, replyTo } from "../support/messages";
import { rawGet } from "../support/raw-get";
import { type ServiceProcess, startServiceProcess } from "../support/service-processes";
import { until } from "../support/until";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

const WORKERS = 3;

let service: ServiceProcess;
let clients: WireClient[];

beforeAll(async () => {
  service = await startServiceProcess("--workers", String(WORKERS), "--rate-limit", "0");
  await allListen();
});

beforeEach(() => {
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  await until(async () => (await metric("jqluster_registered_connections")) === 0);
});

afterAll(() => service.stop());

/** The ways to connect to a room. */
const WAYS: Readonly<Record<string, (room: string) => Promise<WireClient>>> = {
  "Socket.IO over WebSocket": (room) =>
    connectSocketIo(`http://${service.address}`, ["websocket"], { query: { room } }),
  "Socket.IO over long-polling": (room) =>
    connectSocketIo(`http://${service.address}`, ["polling"], { query: { room } }),
  "Socket.IO with an upgrade": (room) =>
    connectSocketIo(`http://${service.address}`, ["polling", "websocket"], { query: { room } }),
  "plain WebSocket": (room) =>
    connectWebSocket(`ws://${service.address}/jqluster?room=${encodeURIComponent(room)}`),
};

async function metric(name: string): Promise<number> {
  const { body } = await rawGet(`http://${service.address}`, "/metrics");
  const values = body.split("\n").filter((line) => line.startsWith(name));
  return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

async function allListen(): Promise<void> {
  await until(async () => (await metric("jqluster_processes")) === WORKERS);
}

/** How many messages of a test's own type came from another worker. */
function crossed(type: string): Promise<number> {
  return metric(`jqluster_messages_total{type="${type}",outcome="from elsewhere"`);
}

async function page(way: string, room: string, nodeId: string): Promise<WireClient> {
  const connect = WAYS[way];
  if (!connect) throw new Error(`there is no way ${way}`);
  const client = await connect(room);
  clients.push(client);
  return registered(client, nodeId);
}

/** The worker that a Socket.IO session of the room is with. */
async function workerOf(room: string): Promise<number> {
  const client = await connectSocketIo(`http://${service.address}`, ["polling"], { query: { room } });
  client.close();
  await client.closed;
  return Number(/^w(\d+)-/.exec(client.sessionId)?.[1]);
}

/** The processes of the workers, in the order of their numbers. */
function workerPids(): number[] {
  const output = execFileSync("ps", ["-o", "pid=", "--ppid", String(service.command.process.pid)], {
    encoding: "utf8",
  });
  return output
    .trim()
    .split(/\s+/)
    .map(Number)
    .sort((one, other) => one - other);
}

test("pages of one room meet in one process, however they connect, and nothing they say leaves it", async () => {
  const before = await crossed("select_and_get");
  for (let i = 0; i < 9; i++) {
    const room = `room ${i}`;
    const pages: WireClient[] = [];
    for (const way of Object.keys(WAYS)) pages.push(await page(way, room, `${room}/${pages.length}`));
    for (const [from, asker] of pages.entries()) {
      const to = (from + 1) % pages.length;
      const asked = getRequest(`${room}/${from}`, `${room}/${to}`);
      asker.send(asked);
      expect(await pages[to]?.next()).toEqual(asked);
      pages[to]?.send(replyTo(asked, from));
      expect(await asker.next()).toMatchObject({ body: { result: from } });
    }
  }
  expect(await crossed("select_and_get")).toBe(before);
});

test("rooms are spread over the workers", async () => {
  const workers = new Set<number>();
  for (let i = 0; i < 12; i++) workers.add(await workerOf(`spread-${i}`));
  expect(workers.size).toBe(WORKERS);
});

test("a room's session over a connection that is kept alive for other things goes to the room's worker", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const asked = request(`http://${service.address}${path}`, { agent }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        response.on("end", () => resolve(body));
      });
      asked.on("error", reject).end();
    });
  for (let i = 0; i < 9; i++) {
    const worker = await workerOf(`kept-${i}`);
    await get("/healthz");
    const opened = await get(`/socket.io/?EIO=4&transport=polling&room=kept-${i}`);
    expect(opened).toContain(`"sid":"w${worker}-`);
  }
  agent.destroy();
});

test("when a worker dies its rooms move to others, and rooms of others stay where they are", async () => {
  const rooms = Array.from({ length: 9 }, (_unused, i) => `moving-${i}`);
  const before = await Promise.all(rooms.map(workerOf));
  const [dead] = before;
  const pid = workerPids()[Number(dead) - 1];
  process.kill(Number(pid), "SIGKILL");
  await until(() => !workerPids().includes(Number(pid)));
  for (const [i, room] of rooms.entries()) {
    const [alice, bob] = [
      await page("plain WebSocket", room, `${room}/A`),
      await page("Socket.IO over long-polling", room, `${room}/B`),
    ];
    const note = message("note", `${room}/A`, `${room}/B`, { i });
    alice?.send(note);
    expect(await bob?.next()).toEqual(note);
    const worker = await workerOf(room);
    if (before[i] === dead) expect(worker).not.toBe(dead);
    else expect(worker).toBe(before[i]);
  }
  await allListen();
});

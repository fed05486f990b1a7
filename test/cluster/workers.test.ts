import { execFileSync } from "node:child_process";
import { Agent, request } from "node:http";
import { getRequest, message, replyTo } from "../support/messages";
import { rawGet } from "../support/raw-get";
import { inTurn, type ServiceProcess, startServiceProcess, WAYS } from "../support/service-processes";
import { testTransportContract } from "../support/transport-contract";
import { until } from "../support/until";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

const WORKERS = 3;

let service: ServiceProcess;
let clients: WireClient[];

beforeAll(async () => {
  service = await startServiceProcess("--workers", String(WORKERS));
  await allListen();
});

beforeEach(() => {
  clients = [];
});

afterEach(() => {
  for (const client of clients) client.close();
});

afterAll(() => service.stop());

/** The processes of the workers. */
function workerPids(): number[] {
  const output = execFileSync("ps", ["-o", "pid=", "--ppid", String(service.command.process.pid)], {
    encoding: "utf8",
  });
  return output.trim().split(/\s+/).map(Number);
}

async function metric(name: string): Promise<number> {
  // Over a connection of its own: one that was kept may be to a worker that has just been killed.
  const { body } = await rawGet(`http://${service.address}`, "/metrics");
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(body)?.[1]);
}

/** Waits until every worker answers. */
async function allListen(): Promise<void> {
  await until(async () => (await metric("jqluster_processes")) === WORKERS);
}

async function page(connect: Promise<WireClient>, nodeId: string): Promise<WireClient> {
  const client = await connect;
  clients.push(client);
  return registered(client, nodeId);
}

test("many pages of every kind, spread over the workers, reach each other", async () => {
  const ways = Object.values(WAYS);
  const alice = await page(connectWebSocket(`ws://${service.address}/jqluster`), "Alice");
  const pages: WireClient[] = [];
  for (let i = 0; i < 18; i++) {
    const connect = ways[i % ways.length];
    if (connect) pages.push(await page(connect(service.address), `page${i}`));
  }
  for (const [i, bob] of pages.entries()) {
    const asked = getRequest("Alice", `page${i}`);
    alice.send(asked);
    expect(await bob.next()).toEqual(asked);
    bob.send(replyTo(asked, i));
    expect(await alice.next()).toMatchObject({ body: { result: i } });
  }
  await expect(metric("jqluster_nodes")).resolves.toBe(19);
});

test("sessions that begin with long-polling become WebSockets, whatever worker gets the new connection", async () => {
  for (let i = 0; i < 12; i++) {
    const client = await connectSocketIo(`http://${service.address}`, ["polling", "websocket"]);
    clients.push(client);
    await registered(client, `up${i}`);
    await until(() => client.transport() === "websocket");
    client.send({ ...message("watch", `up${i}`, "", { node_id: `up${i}` }), to: null });
    expect(await client.next()).toMatchObject({ message_type: "presence", body: { online: true } });
  }
});

test("polls reach their session over connections that other sessions use", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sids: string[] = [];
  for (let i = 0; i < 6; i++) {
    const { body } = await poll(new Agent(), "");
    sids.push(JSON.parse(body.slice(1)).sid);
  }
  expect(new Set(sids.map((sid) => /^w\d+-/.exec(sid)?.[0])).size).toBe(WORKERS);
  for (const sid of sids) {
    const { status, body } = await poll(agent, `&sid=${sid}`, "40");
    expect({ status, body }).toEqual({ status: 200, body: "ok" });
  }
  for (const sid of sids) expect((await poll(agent, `&sid=${sid}`)).body).toMatch(/^40\{"sid"/);
  agent.destroy();
});

test("polls over connections that end with each request are answered, whatever worker gets them", async () => {
  const { body } = await poll(new Agent(), "");
  const { sid } = JSON.parse(body.slice(1));
  const agent = new Agent({ keepAlive: false });
  for (let i = 0; i < 100; i++) {
    expect(await poll(agent, `&sid=${sid}`, "3")).toEqual({ status: 200, body: "ok" });
  }
});

test.each(["w999999-AAAA", "w1-AAAA", "w0-", "other"])(
  "a session %s that nobody has is refused",
  async (sid) => {
    const agent = new Agent();
    expect(await poll(agent, `&sid=${sid}`)).toMatchObject({
      status: 400,
      body: expect.stringContaining("unknown"),
    });
    agent.destroy();
  },
);

test("a worker that is killed is replaced; its pages are absent, the others do not notice", async () => {
  const pages = await Promise.all(
    Array.from({ length: 9 }, (_unused, i) =>
      page(connectWebSocket(`ws://${service.address}/jqluster`), `n${i}`),
    ),
  );
  const [victim] = workerPids();
  process.kill(Number(victim), "SIGKILL");
  const isGone = await Promise.race(pages.map((client, i) => client.closed.then(() => i)));
  await until(() => !workerPids().includes(Number(victim)));
  await allListen();
  const gone = new Set<number>();
  for (const [i, client] of pages.entries()) client.closed.then(() => gone.add(i));
  await new Promise(setImmediate);
  const survivor = pages.findIndex((_client, i) => !gone.has(i));
  const client = pages[survivor];
  client?.send(getRequest(`n${survivor}`, `n${isGone}`));
  expect(await client?.next()).toMatchObject({ body: { error: expect.stringMatching(/^no such node/) } });
});

describe.each(Object.entries(WAYS))(
  "the contract of transports, on several workers, over %s",
  (_name, connect) => {
    testTransportContract(async () => {
      const harness = inTurn([service], connect);
      const counts = async () => ({
        connections: await metric("jqluster_registered_connections"),
        nodes: await metric("jqluster_nodes"),
        pendingRequests: await metric("jqluster_pending_requests"),
      });
      return {
        counts,
        connect: () => harness.connect(),
        async close() {
          await harness.close();
          await until(async () => (await counts()).connections === 0);
        },
      };
    });
  },
);

test("it stops in order, and leaves no process behind", async () => {
  // A worker that does not end in order would be ended by force after a day.
  const other = await startServiceProcess("--workers", "2", "--handover-timeout", "86400000");
  const pids = execFileSync("ps", ["-o", "pid=", "--ppid", String(other.command.process.pid)], {
    encoding: "utf8",
  });
  // Connections of rooms change hands, unless the worker of their room has them by chance.
  const rooms = Array.from({ length: 16 }, (_, i) => `?room=${i}`);
  const opened = await Promise.all(
    ["", ...rooms].map((room) => connectWebSocket(`ws://${other.address}/jqluster${room}`)),
  );
  for (const client of opened) await registered(client, "Alice");
  await other.stop();
  for (const client of opened) await client.closed;
  expect((await other.command.outcome).code).toBe(0);
  for (const pid of pids.trim().split(/\s+/)) expect(() => process.kill(Number(pid), 0)).toThrow();
});

test("a port in use is told once, with exit code 1", async () => {
  const port = new URL(`http://${service.address}`).port;
  await expect(startServiceProcess("--workers", "2", "--port", port)).rejects.toThrow(/in use/);
});

function poll(
  agent: Agent,
  query: string,
  body?: string,
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const url = `http://${service.address}/socket.io/?EIO=4&transport=polling${query}`;
    const asked = request(url, { agent, method: body === undefined ? "GET" : "POST" }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, body: text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

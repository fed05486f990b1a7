import { getRequest, message, replyTo, toServer } from "../support/messages";
import {
  type JoinedServices,
  type ServiceProcess,
  startJoinedServices,
  startServiceProcess,
  WAYS,
} from "../support/service-processes";
import { report, sized } from "../support/soak";
import { until } from "../support/until";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

const NUMBERS = sized(1000, 30_000);
/** What is under way at a time: no more than a reader may leave unread. */
const WINDOW = 500;
const WATCHED = sized(5, 50);
const DURATION = sized(300, 5000);
const PAIRS = 8;
/** Requests of one pair that are under way at a time. */
const AT_A_TIME = 20;

describe("services joined by Redis", () => {
  let joined: JoinedServices;

  beforeAll(async () => {
    joined = await startJoinedServices(2, "--rate-limit", "0");
  });
  afterAll(() => joined.close());

  test.each(Object.entries(WAYS))("numbered messages over %s arrive in order", async (way, connect) => {
    const [here, there] = joined.services as [ServiceProcess, ServiceProcess];
    const sender = await registered(await connect(here.address), "Sender");
    const receiver = await registered(await connect(there.address), "Receiver");
    const start = performance.now();
    const received: unknown[] = [];
    for (let sent = 0; sent < NUMBERS; sent += WINDOW) {
      for (let i = sent; i < sent + WINDOW; i++) sender.send(message("custom", "Sender", "Receiver", { i }));
      for (let i = 0; i < WINDOW; i++) received.push((await receiver.next()).body);
    }
    const seconds = (performance.now() - start) / 1000;
    expect(received).toEqual(Array.from({ length: NUMBERS }, (_unused, i) => ({ i })));
    expect(receiver.unread).toEqual([]);
    report(`${NUMBERS} numbered messages between two processes over ${way}`, {
      "messages/s": Math.round(NUMBERS / seconds),
    });
    for (const client of [sender, receiver]) {
      client.close();
      await client.closed;
    }
  });

  test("who watches the nodes of a process that is killed is told", async () => {
    const doomed = await startServiceProcess("--redis", joined.redis.url);
    const [here] = joined.services as [ServiceProcess];
    const watcher = await registered(await connectWebSocket(`ws://${here.address}/jqluster`), "Watcher");
    const nodes = Array.from({ length: WATCHED }, (_unused, i) => `node${i}`);
    for (const node of nodes) {
      await registered(await connectWebSocket(`ws://${doomed.address}/jqluster`), node);
      watcher.send(toServer("watch", "Watcher", { node_id: node }));
      await nextPresence(watcher, node, true);
    }
    const start = performance.now();
    await doomed.kill();
    const told = new Set<unknown>();
    while (told.size < WATCHED) {
      const { body } = await watcher.next();
      expect(body).toMatchObject({ online: false });
      told.add((body as { node_id?: unknown }).node_id);
    }
    const seconds = (performance.now() - start) / 1000;
    expect([...told].sort()).toEqual([...nodes].sort());
    expect(seconds).toBeLessThan(sized(25, 10));
    report(`${WATCHED} watched nodes of a process that was killed`, {
      "seconds until all were told absent": seconds.toFixed(1),
    });
    watcher.close();
    await watcher.closed;
  });
});

async function nextPresence(watcher: WireClient, node: string, online: boolean): Promise<void> {
  for (;;) {
    const { body } = await watcher.next();
    const told = body as { node_id?: unknown; online?: unknown };
    if (told.node_id === node && told.online === online) return;
  }
}

test.each([
  ["one process", []],
  ["two workers", ["--workers", "2"]],
])("round trips of %s", async (what, args) => {
  const service = await startServiceProcess("--rate-limit", "0", "--max-pending-requests", "0", ...args);
  const clients: WireClient[] = [];
  for (let i = 0; i < 2 * PAIRS; i++) {
    const client = await connectWebSocket(`ws://${service.address}/jqluster`);
    clients.push(await registered(client, `n${i}`));
  }
  const start = performance.now();
  const counts = await Promise.all(
    clients.map((client, i) => (i % 2 ? answer(client) : ask(client, `n${i}`, `n${i + 1}`))),
  );
  const seconds = (performance.now() - start) / 1000;
  const total = counts.reduce((sum, count) => sum + count, 0);
  report(`Round trips of ${what}, ${PAIRS} pairs of pages`, { "round trips/s": Math.round(total / seconds) });
  for (const client of clients) client.close();
  await until(async () => (await service.health()).parts.connections === 0);
  await service.stop();
});

/** @returns How many were answered. */
async function ask(asker: WireClient, from: string, to: string): Promise<number> {
  const deadline = performance.now() + DURATION;
  let count = 0;
  while (performance.now() < deadline) {
    for (let i = 0; i < AT_A_TIME; i++) asker.send(getRequest(from, to));
    for (let i = 0; i < AT_A_TIME; i++) expect((await asker.next()).from).toBe(to);
    count += AT_A_TIME;
  }
  asker.send(message("last", from, to));
  return count;
}

async function answer(answerer: WireClient): Promise<number> {
  for (;;) {
    const request = await answerer.next();
    if (request.message_type === "last") return 0;
    answerer.send(replyTo(request, 1));
  }
}

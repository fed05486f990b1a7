import type { Message } from "../../src/protocol";
import { getRequest, message, replyTo, toServer } from "../support/messages";
import {
  isJoined,
  type JoinedServices,
  metricsOf,
  type ServiceProcess,
  startJoinedServices,
  startServiceProcess,
} from "../support/service-processes";
import { until } from "../support/until";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

let joined: JoinedServices;
let clients: WireClient[];

beforeAll(async () => {
  joined = await startJoinedServices(3, "--rate-limit", "0");
});

beforeEach(() => {
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  for (const one of joined.services) {
    await until(async () => (await one.health()).parts.connections === 0);
  }
});

afterAll(() => joined.close());

function service(index: number): ServiceProcess {
  const found = joined.services[index];
  if (!found) throw new Error(`there is no service ${index}`);
  return found;
}

async function page(address: string, nodeId: string, pageId?: string): Promise<WireClient> {
  const client = await connectWebSocket(`ws://${address}/jqluster`);
  clients.push(client);
  return registered(client, nodeId, pageId);
}

test("ten pages of one node on three processes get each message once", async () => {
  const sender = await page(service(0).address, "Sender");
  const pages = await Promise.all(
    Array.from({ length: 10 }, (_unused, i) => page(service(i % 3).address, "Wall", `p${i}`)),
  );
  const sent = Array.from({ length: 50 }, (_unused, i) => message("custom", "Sender", "Wall", { i }));
  for (const one of sent) sender.send(one);
  for (const receiver of pages) for (const one of sent) expect(await receiver.next()).toEqual(one);
  const last = getRequest("Sender", "Wall");
  sender.send(last);
  for (const receiver of pages) expect(await receiver.next()).toEqual(last);
});

test("a process that is killed: its requests end with an error, its nodes are absent, who watches is told", async () => {
  const doomed = await startServiceProcess("--redis", joined.redis.url);
  await isJoined(doomed);
  const alice = await page(service(0).address, "Alice");
  const bob = await page(doomed.address, "Bob");
  alice.send(toServer("watch", "Alice", { node_id: "Bob" }));
  expect(await alice.next()).toMatchObject({ message_type: "presence", body: { online: true } });
  const owed = getRequest("Alice", "Bob");
  alice.send(owed);
  await bob.next();
  await doomed.kill();
  const late = getRequest("Alice", "Bob");
  alice.send(late);
  const received: Message[] = [await alice.next(), await alice.next(), await alice.next()];
  expect(received).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ body: expect.objectContaining({ node_id: "Bob", online: false }) }),
      expect.objectContaining({
        body: expect.objectContaining({
          in_reply_to: owed.message_id,
          error: expect.stringMatching(/^went away/),
        }),
      }),
      expect.objectContaining({
        body: expect.objectContaining({
          in_reply_to: late.message_id,
          error: expect.stringMatching(/^no such node/),
        }),
      }),
    ]),
  );
});

test("a process that stops in order takes its nodes along at once", async () => {
  const leaving = await startServiceProcess("--redis", joined.redis.url);
  await isJoined(leaving);
  const alice = await page(service(0).address, "Alice");
  const bob = await page(leaving.address, "Bob");
  const owed = getRequest("Alice", "Bob");
  alice.send(owed);
  await bob.next();
  await leaving.stop();
  expect(await alice.next()).toMatchObject({
    body: { in_reply_to: owed.message_id, error: expect.any(String) },
  });
  expect((await leaving.command.outcome).code).toBe(0);
});

test("Redis killed and back: /healthz tells, local pages go on, remote sends get an error, then all is well", async () => {
  const alice = await page(service(0).address, "Alice");
  const local = await page(service(0).address, "Local");
  const remote = await page(service(1).address, "Remote");
  await joined.redis.kill();
  await until(async () => (await service(0).health()).status === "degraded");
  expect((await service(0).health()).parts).toMatchObject({ backplane: "down" });
  expect(await metricsOf(service(0))).toMatch(/^jqluster_backplane_up 0$/m);
  const toRemote = getRequest("Alice", "Remote");
  alice.send(toRemote);
  expect(await alice.next()).toMatchObject({ body: { error: expect.stringMatching(/^unreachable: /) } });
  const toLocal = getRequest("Alice", "Local");
  alice.send(toLocal);
  expect(await local.next()).toEqual(toLocal);
  local.send(replyTo(toLocal, "still here"));
  expect(await alice.next()).toMatchObject({ body: { result: "still here" } });
  await joined.redis.restart();
  for (const one of joined.services) await isJoined(one);
  const again = getRequest("Alice", "Remote");
  alice.send(again);
  expect(await remote.next()).toEqual(again);
});

test("/metrics counts what goes to others and what comes from them", async () => {
  const alice = await connectSocketIo(`http://${service(0).address}`, ["polling"]);
  clients.push(alice);
  await registered(alice, "Alice");
  const bob = await page(service(1).address, "Bob");
  alice.send(message("custom", "Alice", "Bob"));
  await bob.next();
  alice.send(message("custom", "Mallory", "Bob"));
  alice.send(getRequest("Alice", "Nobody"));
  await alice.next();
  await alice.next();
  const texts = await Promise.all(joined.services.map(metricsOf));
  expect(texts[0]).toMatch(/^jqluster_messages_total\{type="other",outcome="sent on"\} [1-9]/m);
  expect(texts[0]).toMatch(/^jqluster_connections\{transport="socket.io"\} 1$/m);
  expect(texts[1]).toMatch(/^jqluster_messages_total\{type="other",outcome="from elsewhere"\} [1-9]/m);
  expect(texts[0]).toMatch(/^jqluster_refused_total\{reason="forged sender"\} 1$/m);
  expect(texts[0]).toMatch(/^jqluster_unanswered_requests_total\{why="went away"\} [1-9]/m);
  expect(texts[1]).toMatch(/^jqluster_deliveries_total [1-9]/m);
  expect(texts[1]).toMatch(/^jqluster_nodes 1$/m);
  expect(texts[1]).toMatch(/^jqluster_registered_connections 1$/m);
  expect(texts[0]).toMatch(/^jqluster_network_bytes_total\{direction="out"\} [1-9]/m);
  expect(texts[0]).toMatch(/^jqluster_backplane_up 1$/m);
});

import type { Message } from "../../src/protocol";
import { message } from "../support/messages";
import { startRedis } from "../support/redis";
import { isJoined, type ServiceProcess, startServiceProcess } from "../support/service-processes";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

let clients: WireClient[];

beforeEach(() => {
  clients = [];
});

async function page({ address }: ServiceProcess, nodeId: string): Promise<WireClient> {
  const client = await connectWebSocket(`ws://${address}/jqluster`);
  clients.push(client);
  return registered(client, nodeId);
}

/** Says a statement that is kept, and waits until the service says that it is. */
async function keep(client: WireClient, key: string, code: string): Promise<Message> {
  const body = { node_id: "Bob", eval_code: code, keep: key };
  const said = message("select_and_get", "Alice", "Bob", body);
  client.send(said);
  expect(await client.next()).toMatchObject({ body: { error: null, in_reply_to: said.message_id } });
  return said;
}

function closeAll(): void {
  for (const client of clients) client.close();
}

test("a page that comes after all services were restarted gets what is kept in Redis", async () => {
  const redis = await startRedis();
  const start = () => startServiceProcess("--redis", redis.url);
  let services = [await start(), await start()] as const;
  for (const service of services) await isJoined(service);
  const alice = await page(services[0], "Alice");
  const first = await keep(alice, "a", "1");
  const second = await keep(await page(services[1], "Alice"), "b", "2");
  for (const service of services) await service.stop();
  // A page may register before the service has reached Redis.
  services = [await start(), await start()];
  for (const service of services) {
    const bob = await page(service, "Bob");
    expect([await bob.next(), await bob.next()]).toEqual([first, second]);
  }
  closeAll();
  for (const service of services) await service.stop();
  await redis.stop();
});

test("pages of any worker get what is kept", async () => {
  const service = await startServiceProcess("--workers", "3");
  const alice = await page(service, "Alice");
  const said = await keep(alice, "a", "1");
  // More pages than workers, which take connections in turn.
  for (let i = 0; i < 9; i++) {
    const bob = await page(service, "Bob");
    expect(await bob.next()).toEqual(said);
  }
  closeAll();
  await service.stop();
});

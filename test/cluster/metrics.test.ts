import { readFileSync } from "node:fs";
import { getRequest } from "../support/messages";
import { type JoinedServices, metricsOf, startJoinedServices } from "../support/service-processes";
import { until } from "../support/until";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

let joined: JoinedServices;
let address: string;

beforeAll(async () => {
  joined = await startJoinedServices(1);
  address = String(joined.services[0]?.address);
});

afterAll(() => joined.close());

async function page(nodeId: string): Promise<WireClient> {
  return registered(await connectWebSocket(`ws://${address}/jqluster`), nodeId);
}

test("/metrics has every metric that docs/deploying.md names", async () => {
  const rows = readFileSync("docs/deploying.md", "utf8").match(/^\| `(jqluster|nodejs|process)_.*? \|/gm);
  const names = (rows ?? []).flatMap((row) => row.match(/\b(jqluster|nodejs|process)_\w+/g) ?? []);
  expect(names.length).toBeGreaterThan(12);
  const text = await metricsOf({ address });
  for (const name of names) expect(text).toMatch(new RegExp(`^# HELP ${name}`, "m"));
});

test("/metrics counts what pages of one process send each other, what waits, and how connections end", async () => {
  const alice = await page("Alice");
  const bob = await page("Bob");
  alice.send(getRequest("Alice", "Bob"));
  await bob.next();
  const waiting = await metricsOf({ address });
  for (const line of [
    "jqluster_pending_requests 1",
    'jqluster_messages_total{type="select_and_get",outcome="delivered"} 1',
    "jqluster_deliveries_total 1",
    "jqluster_delivery_seconds_count 1",
    "jqluster_registered_connections 2",
    "jqluster_processes 1",
    "jqluster_backplane_up 1",
  ]) {
    expect(waiting.split("\n")).toContain(line);
  }
  expect(waiting).toMatch(/^jqluster_network_bytes_total\{direction="in"\} [1-9]/m);
  alice.close();
  await until(async () => (await metricsOf({ address })).includes("jqluster_pending_requests 0\n"));
  const after = (await metricsOf({ address })).split("\n");
  expect(after).toContain('jqluster_connections{transport="websocket"} 1');
  expect(after).toContain('jqluster_connections_closed_total{transport="websocket",reason="none"} 1');
  bob.close();
  await bob.closed;
});

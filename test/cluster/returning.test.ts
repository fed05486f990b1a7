import { type ConnectedNode, connect } from "../../src/client";
import type { ClientOptions } from "../../src/client/client-options";
import { FaultProxy } from "../support/fault-proxy";
import { metricsOf, type ServiceProcess, startServiceProcess } from "../support/service-processes";
import { until } from "../support/until";

const WORKERS = 3;
/** Without a hint, the chance that each of so many returns meets the worker of its session is less than 1 in 20,000. */
const PAGES = 3;
const RETURNS = 3;

let service: ServiceProcess;
let proxy: FaultProxy;
let nodes: ConnectedNode[] = [];

beforeAll(async () => {
  service = await startServiceProcess("--workers", String(WORKERS));
  await until(async () => /^jqluster_processes 3$/m.test(await metricsOf(service)));
  proxy = await FaultProxy.start(service.address);
});
afterEach(() => {
  for (const node of nodes) node.release();
  nodes = [];
});
afterAll(async () => {
  await proxy.close();
  await service.stop();
});

describe.each<[string, string, ClientOptions]>([
  ["Socket.IO over long-polling", "http:", { transports: ["polling"] }],
  ["Socket.IO over WebSocket", "http:", { transports: ["websocket"] }],
  ["Socket.IO with an upgrade", "http:", { transports: ["polling", "websocket"] }],
  ["plain WebSocket", "ws:", {}],
])("over %s", (_way, scheme, options) => {
  test.each([
    ["without a room", {}],
    ["in a room", { room: "blue" }],
  ])("a page %s that lost its connection goes on with its session", async (_place, room) => {
    const recovered: boolean[] = [];
    const returns: number[] = [];
    for (let i = 0; i < PAGES; i++) {
      const address = `${scheme}//${proxy.address}${scheme === "ws:" ? "/jqluster" : ""}`;
      const node = await connect(`page ${i}`, address, { ...options, ...room });
      nodes.push(node);
      returns.push(0);
      node.on("connect", (details) => {
        recovered.push(details.recovered);
        returns[i] = (returns[i] ?? 0) + 1;
      });
      // A session is kept for a page that has shown that it has it.
      await expect(node.remote("nobody")("a").text()).rejects.toMatchObject({ name: "NoSuchNodeError" });
    }
    await until(() => {
      if (!nodes.every((node) => node.connected())) return false;
      if (Math.min(...returns) >= RETURNS) return true;
      // A page that is between two polls has no connection which could break: it is the next time's turn.
      proxy.break("reset");
      return false;
    });
    expect(recovered).toEqual(Array.from(recovered, () => true));
  });
});

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ServerRooms } from "../../src/attach/server-rooms";
import { NodeConnection } from "../../src/connection";
import { JqlusterServer, silentLogger } from "../../src/core";
import { MemoryBus } from "../support/memory-backplane";
import { getRequest, register } from "../support/messages";
import { until } from "../support/until";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Waits until there is no more to collect of what ran before, such as other test files in the same process. */
async function heapSettled(): Promise<void> {
  let before: number;
  let now = heapUsed();
  do {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 20));
    now = heapUsed();
  } while (before - now > 10_000);
}

let counter = 0;

/** A page that keeps nothing of what it is sent. */
function connectBrief(rooms: ServerRooms, room: string): NodeConnection {
  counter += 1;
  const handshake = { headers: {}, query: { room }, auth: {}, address: "" };
  const port = { id: `brief#${counter}`, transport: "test", handshake, send: () => {}, close: () => {} };
  return new NodeConnection(port, { rooms, logger: silentLogger });
}

describe("1,000 rooms that come and go", () => {
  it("leave nothing behind", async () => {
    const backplane = new MemoryBus().connect();
    const rooms = new ServerRooms({ logger: silentLogger, maxRooms: 0, requestTimeout: 30_000, backplane });

    async function run(count: number): Promise<void> {
      for (let i = 0; i < count; i++) {
        const page = connectBrief(rooms, `room ${i} ${"x".repeat(80)}`);
        page.receive(register("Alice"));
        page.receive(getRequest("Alice", "Alice"));
        page.receive(getRequest("Alice", "Nobody"));
        page.end(true);
      }
      await new Promise(setImmediate);
    }

    await run(250);
    const before = heapUsed();
    await run(1_000);
    expect(rooms.counts).toMatchObject({ rooms: 0, connections: 0, nodes: 0, pendingRequests: 0 });
    // 1,000 rooms that were kept would be over 2 MiB. What is under way between processes ends a little later.
    await until(() => heapUsed() - before < 500_000);
    rooms.close();
  });
});

test("a page in a room of its own takes at most 2 KiB more than one in a room with others", async () => {
  const rooms = new ServerRooms({ logger: silentLogger, maxRooms: 0 });
  const pages: NodeConnection[] = [];
  const heapOf = async (count: number, roomOf: (page: number) => string) => {
    await heapSettled();
    const before = heapUsed();
    for (let i = 0; i < count; i++) {
      const page = connectBrief(rooms, roomOf(i));
      page.receive(register(`node ${i}`));
      pages.push(page);
    }
    await heapSettled();
    return (heapUsed() - before) / count;
  };
  // What code and shapes of objects take is none of a page's.
  await heapOf(250, (page) => `first ${page}`);
  const together = await heapOf(1_000, () => "together");
  const alone = await heapOf(1_000, (page) => `alone ${page}`);
  expect(rooms.counts).toMatchObject({ rooms: 1_251, connections: 2_250 });
  expect(alone - together).toBeGreaterThan(0);
  expect(alone - together).toBeLessThan(2_048);
  for (const page of pages) page.end(true);
  await new Promise(setImmediate);
  expect(rooms.counts).toMatchObject({ rooms: 0, connections: 0 });
  rooms.close();
});

function runRounds(server: JqlusterServer, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const node = `node ${round} ${"x".repeat(200)}`;
    for (const uniqueId of [`${round}a`, `${round}b`]) {
      server.register({ uniqueId, message: register(node), sender: () => {} });
    }
    server.distribute(getRequest(node, node), { source: `${round}a` });
    server.distribute(getRequest(node, "nobody"), { source: `${round}a` });
    for (const uniqueId of [`${round}a`, `${round}b`]) server.unregister(uniqueId);
  }
}

describe("2,000 rounds of register and unregister", () => {
  it("leave the registry empty and the heap flat", () => {
    const server = new JqlusterServer();
    runRounds(server, 2_000);
    const before = heapUsed();
    runRounds(server, 2_000);
    const grown = heapUsed() - before;
    expect(server.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
    // One round kept alive holds more than 1 KiB, so 2,000 leaked rounds would be over 2 MiB.
    expect(grown).toBeLessThan(500_000);
  });
});

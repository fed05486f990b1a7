import { once } from "node:events";
import { connect } from "node:net";
import { startHonestPair } from "../support/honest-pair";
import { type MeasuredService, startMeasuredService } from "../support/measured-service";
import { isFull, mebibytes, report, sized } from "../support/soak";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

const HALF_OPEN = sized(40, 500);
const SILENT = sized(60, 2_000);
const REGISTER_TIMEOUT = sized(1_000, 10_000);
const AT_ONCE = 50;

const HALF_REQUESTS = [
  "GET / HT",
  "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
  "GET /jqluster HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ",
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgr",
  "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\nContent-Len",
];

const CONNECT_SILENT: readonly ((address: string) => Promise<WireClient>)[] = [
  (address) => connectWebSocket(`ws://${address}/jqluster`),
  (address) => connectSocketIo(`http://${address}`, ["websocket"]),
];

/** A connection that the server shall end by itself. */
interface Lingering {
  readonly ended: Promise<unknown>;
}

async function sendHalf(address: string, text: string): Promise<Lingering> {
  const { hostname, port } = new URL(`http://${address}`);
  const socket = connect(Number(port), hostname);
  // The server answers late requests with an error before it hangs up.
  socket.on("error", () => {}).resume();
  const ended = new Promise((resolve) => socket.on("close", resolve));
  await once(socket, "connect");
  socket.write(text);
  return { ended };
}

/** Makes so many, some at a time. */
async function many(count: number, make: (i: number) => Promise<Lingering>): Promise<Lingering[]> {
  const made: Lingering[] = [];
  while (made.length < count) {
    const size = Math.min(AT_ONCE, count - made.length);
    made.push(...(await Promise.all(Array.from({ length: size }, (_, i) => make(made.length + i)))));
  }
  return made;
}

function anyOf<T>(items: readonly T[], i: number): T {
  return items[i % items.length] as T;
}

describe("strangers who connect and say nothing", () => {
  let service: MeasuredService;
  beforeEach(async () => {
    // They and the pair fill it.
    service = await startMeasuredService({ maxConnections: SILENT + 2, registerTimeout: REGISTER_TIMEOUT });
  });
  afterEach(() => service.stop());

  it("are let go, a newcomer gets in, and the honest pair notices nothing", async () => {
    const { address } = service;
    const pair = await startHonestPair(address);
    const before = await service.measure();
    const [halves, silent] = await Promise.all([
      many(HALF_OPEN, (i) => sendHalf(address, anyOf(HALF_REQUESTS, i))),
      many(SILENT, async (i) => ({ ended: (await anyOf(CONNECT_SILENT, i)(address)).closed })),
    ]);
    await Promise.all(silent.map(({ ended }) => ended));
    const freedAt = performance.now();
    const newcomer = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Newcomer");
    const wait = performance.now() - freedAt;
    await Promise.all(halves.map(({ ended }) => ended));
    await pair.nextRoundTrip();
    const after = await service.measure();
    newcomer.close();
    const { count, worst, failures } = await pair.stop();
    expect(failures).toEqual([]);
    expect(after.counts.connections).toBe(3);
    expect(after.observed.closed["not registered in time"]).toBe(SILENT);
    if (isFull) expect(wait).toBeLessThan(1000);
    report("Strangers who say nothing", {
      "half-open requests": HALF_OPEN,
      "silent connections": SILENT,
      "ms until a newcomer is in": Math.round(wait),
      "peak MiB above the start": mebibytes(after.peak - before.rss),
      "heap MiB left over": mebibytes(after.heapUsed - before.heapUsed),
      "round trips of the honest pair": count,
      "worst in ms": worst,
    });
  });
});

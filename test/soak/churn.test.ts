import { startHonestPair } from "../support/honest-pair";
import { type Measured, type MeasuredService, startMeasuredService } from "../support/measured-service";
import { getRequest } from "../support/messages";
import { rawSocketIo } from "../support/raw-socket-io";
import { pick, seededRandom } from "../support/seeded-random";
import { mebibytes, report, sized } from "../support/soak";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

const CLIENTS = sized(20, 200);
const DURATION = sized(2_000, 60_000);
const SEED = 7;

/** Connects a page of this name, and gives what ends it. */
type Join = (address: string, name: string) => Promise<() => Promise<unknown>>;

/** Asks another page that may be gone already, so that requests are left over as well, and disappears. */
function leaving(page: WireClient, name: string, another: string, leave: () => void): () => Promise<unknown> {
  return () => {
    page.send(getRequest(name, another));
    leave();
    return page.closed;
  };
}

const joins = (another: () => string): readonly Join[] => [
  async (address, name) => {
    const page = await registered(await connectWebSocket(`ws://${address}/jqluster`), name);
    return leaving(page, name, another(), () => page.socket.terminate());
  },
  async (address, name) => {
    const page = await registered(await connectWebSocket(`ws://${address}/jqluster`), name);
    return leaving(page, name, another(), () => page.close());
  },
  async (address, name) => {
    const page = await registered(await connectSocketIo(`http://${address}`, ["websocket"]), name);
    return leaving(page, name, another(), () => page.close());
  },
  async (address, name) => {
    const page = await registered(await connectSocketIo(`http://${address}`, ["polling"]), name);
    return leaving(page, name, another(), () => page.close());
  },
  async (address, name) => {
    const socket = await rawSocketIo(address, name);
    const closed = new Promise((resolve) => socket.on("close", resolve));
    return () => {
      socket.terminate();
      return closed;
    };
  },
];

describe("pages that come and go", () => {
  let service: MeasuredService;
  beforeEach(async () => {
    service = await startMeasuredService();
  });
  afterEach(() => service.stop());

  /** The server hears of an end a little later than the page itself. */
  async function measureWith(connections: number): Promise<Measured> {
    for (;;) {
      const measured = await service.measure();
      if (measured.counts.connections === connections) return measured;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it("leave nothing behind: the registry equals the living, the heap stays flat, and the honest pair goes on", async () => {
    const { address } = service;
    const random = seededRandom(SEED);
    const pair = await startHonestPair(address);
    const living = new Map<string, () => Promise<unknown>>();
    let names = 0;
    const another = () => pick(random, ["nobody", ...living.keys()]);
    const ways = joins(another);

    async function replaceOne(): Promise<void> {
      const [name] = living.size < CLIENTS ? [] : [pick(random, [...living.keys()])];
      const leave = name === undefined ? undefined : living.get(name);
      if (name !== undefined) living.delete(name);
      names += 1;
      const fresh = `Client ${names}`;
      living.set(fresh, await pick(random, ways)(address, fresh));
      await leave?.();
    }

    /** Replaces some at a time for as long as that. */
    async function churn(duration: number): Promise<void> {
      const end = performance.now() + duration;
      const worker = async () => {
        do await replaceOne();
        while (performance.now() < end);
      };
      await Promise.all(Array.from({ length: 8 }, worker));
    }

    while (living.size < CLIENTS) await replaceOne();
    await churn(DURATION / 4);
    const early = await measureWith(living.size + 2);
    await churn(DURATION);
    const late = await measureWith(living.size + 2);
    await Promise.all([...living.values()].map((leave) => leave()));
    const empty = await measureWith(2);
    const { count, worst, failures } = await pair.stop();
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(0);
    expect(late.counts.nodes).toBe(living.size + 2);
    expect(empty.counts.nodes).toBe(2);
    expect(empty.counts.pendingRequests).toBeLessThanOrEqual(1);
    expect(late.heapUsed - early.heapUsed).toBeLessThan(4_000_000);
    expect(empty.heapUsed).toBeLessThan(late.heapUsed);
    report("Pages that come and go", {
      living: living.size,
      "names in all": names,
      "heap MiB after a quarter": mebibytes(early.heapUsed),
      "heap MiB at the end": mebibytes(late.heapUsed),
      "heap MiB when they have gone": mebibytes(empty.heapUsed),
      "round trips of the honest pair": count,
      "worst in ms": worst,
    });
  });
});

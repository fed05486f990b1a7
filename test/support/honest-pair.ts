import { getRequest, replyTo } from "./messages";
import { sized } from "./soak";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "./wire-client";

/** How the honest pages fared. */
export interface RoundTrips {
  readonly count: number;
  /** The longest round trip, in milliseconds. */
  readonly worst: number;
  /** What went wrong; empty when nothing did. */
  readonly failures: readonly string[];
}

/** Two pages that ask and answer each other without a pause, to notice whether others disturb them. */
export interface HonestPair {
  /** Settles with the next round trip that begins from now on; at once when the pair has failed. */
  nextRoundTrip(): Promise<void>;
  stop(): Promise<RoundTrips>;
}

/** A round trip that takes longer has failed, in milliseconds. */
const PATIENCE = sized(60_000, 10_000);
/** A pair that took all of the processor would disturb rather than be disturbed, in milliseconds. */
const PAUSE = 2;

/** Connects Alice, by Socket.IO, and Bob, by plain WebSocket, and lets them begin. */
export async function startHonestPair(address: string): Promise<HonestPair> {
  const alice = await registered(await connectSocketIo(`http://${address}`, ["websocket"]), "Alice");
  const bob = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Bob");
  const failures: string[] = [];
  let isRunning = true;
  let count = 0;
  let worst = 0;
  let waiters: (() => void)[] = [];

  async function roundTrip(): Promise<void> {
    const start = performance.now();
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await bob.next()).toEqual(request);
    const reply = replyTo(request, count);
    bob.send(reply);
    expect(await alice.next()).toEqual(reply);
    count += 1;
    worst = Math.max(worst, performance.now() - start);
  }

  async function run(): Promise<void> {
    while (isRunning) {
      const waiting = waiters;
      waiters = [];
      await within(PATIENCE, roundTrip()).catch((error: unknown) => {
        failures.push(String(error));
        isRunning = false;
      });
      for (const done of waiting) done();
      if (!isRunning) for (const done of waiters) done();
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  const running = run();
  return {
    nextRoundTrip: () => (isRunning ? new Promise((resolve) => waiters.push(resolve)) : Promise.resolve()),
    async stop() {
      isRunning = false;
      await running;
      for (const page of [alice, bob] satisfies WireClient[]) {
        page.close();
        await page.closed;
      }
      return { count, worst: Math.round(worst), failures };
    },
  };
}

async function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came within ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { once } from "node:events";
import type { WebSocket } from "ws";
import { recordingObserver } from "../../support/core-with-limits";
import { registration, toServer } from "../../support/messages";
import { packetOf, rawSocketIo } from "../../support/raw-socket-io";
import { type HttpHarness, startHttp } from "../../support/transports";
import { until } from "../../support/until";

/** Longer than any test takes. */
const RESUME_TIMEOUT = 3_600_000;

const confirmation = toServer("ack", "Alice", { received: 0, ask: true });

describe("a page by Socket.IO that leaves", () => {
  const { observer, seen } = recordingObserver();
  let harness: HttpHarness;
  beforeEach(async () => {
    seen.length = 0;
    harness = await startHttp({ observer, resumeTimeout: RESUME_TIMEOUT });
  });
  afterEach(() => harness.close());

  const closings = () => seen.filter(([name]) => name === "closed").length;

  /** A page by WebSocket, with a session that it can resume. */
  async function join(): Promise<WebSocket> {
    const socket = await rawSocketIo(harness.address, "Alice", registration("Alice", "p1", true));
    socket.send(packetOf(confirmation));
    // The answer shows that the session is confirmed.
    await once(socket, "message");
    return socket;
  }

  it.each<[string, (socket: WebSocket) => void, number]>([
    ["its browser says that it was left", (socket) => socket.close(1001), 0],
    ["it says goodbye", (socket) => socket.send("41"), 0],
    ["it closes without a code", (socket) => socket.close(), 1],
    ["it closes with another code", (socket) => socket.close(4000), 1],
    ["its network is gone", (socket) => socket.terminate(), 1],
  ])("by WebSocket: where %s, its session waits or is over", async (_how, leave, waiting) => {
    const socket = await join();
    expect(harness.core.counts.connections).toBe(1);
    leave(socket);
    await until(() => closings() === 1);
    expect(harness.core.counts.connections).toBe(waiting);
  });
});

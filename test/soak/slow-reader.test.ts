import { startHonestPair } from "../support/honest-pair";
import { type MeasuredService, startMeasuredService } from "../support/measured-service";
import { messageOfBytes } from "../support/padded";
import { rawPolling, rawSocketIo } from "../support/raw-socket-io";
import { mebibytes, PATIENCE, report, sized } from "../support/soak";
import { until } from "../support/until";
import { connectWebSocket, registered } from "../support/wire-client";

const MESSAGE_BYTES = 200_000;
const MESSAGES = sized(60, 250);

/** Connects a page that registers as "Slow" and then reads nothing more; gives what ends it. */
const SLOW_READERS: Readonly<Record<string, (address: string) => Promise<() => void>>> = {
  "plain WebSocket": async (address) => {
    const page = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Slow");
    page.socket.pause();
    return () => page.socket.terminate();
  },
  "Socket.IO over WebSocket": async (address) => {
    const socket = await rawSocketIo(address, "Slow");
    socket.pause();
    return () => socket.terminate();
  },
  "Socket.IO over long-polling": async (address) => {
    await rawPolling(address, "Slow");
    return () => {};
  },
};

describe("a page that reads nothing", () => {
  let service: MeasuredService;
  beforeEach(async () => {
    service = await startMeasuredService();
  });
  afterEach(() => service.stop());

  it.each(Object.entries(SLOW_READERS))(
    "over %s is closed by the cap; its memory returns, and nobody waits",
    async (how, connectSlow) => {
      const { address } = service;
      const pair = await startHonestPair(address);
      const sender = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Sender");
      const disconnect = await connectSlow(address);
      const before = await service.measure();
      expect(before.counts.connections).toBe(4);
      for (let i = 0; i < MESSAGES; i++) {
        sender.send(messageOfBytes(MESSAGE_BYTES, "Sender", "Slow"));
        await until(() => sender.socket.bufferedAmount === 0, PATIENCE);
      }
      await pair.nextRoundTrip();
      const after = await service.measure();
      const { count, worst, failures } = await pair.stop();
      disconnect();
      sender.close();
      expect(failures).toEqual([]);
      expect(count).toBeGreaterThan(0);
      expect(after.counts.connections).toBe(3);
      expect(after.observed.closed).toMatchObject({ "reads too slowly": 1 });
      expect(after.heapUsed - before.heapUsed).toBeLessThan(4_000_000);
      report(`Slow reader over ${how}`, {
        "MB sent": (MESSAGES * MESSAGE_BYTES) / 1e6,
        "peak MiB above the start": mebibytes(after.peak - before.rss),
        "heap MiB left over": mebibytes(after.heapUsed - before.heapUsed),
        "round trips of the honest pair": count,
        "worst in ms": worst,
      });
    },
  );
});

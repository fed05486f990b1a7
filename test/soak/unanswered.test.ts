import { startHonestPair } from "../support/honest-pair";
import { type MeasuredService, startMeasuredService } from "../support/measured-service";
import { getRequest } from "../support/messages";
import { mebibytes, PATIENCE, report, sized } from "../support/soak";
import { until } from "../support/until";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

const ASKERS = sized(4, 100);
/** As many as the default lets one connection wait for. */
const REQUESTS = sized(250, 1_000);

describe("requests to a page that never answers, and dies", () => {
  let service: MeasuredService;
  beforeEach(async () => {
    service = await startMeasuredService({ rateLimit: 0, requestTimeout: 0 });
  });
  afterEach(() => service.stop());

  it("get one error each; nothing is left of them, and the honest pair notices nothing", async () => {
    const { address } = service;
    const pair = await startHonestPair(address);
    const silent = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Silent");
    const askers: WireClient[] = [];
    for (let i = 0; i < ASKERS; i++) {
      const asker =
        i % 2 === 0
          ? await connectWebSocket(`ws://${address}/jqluster`)
          : await connectSocketIo(`http://${address}`, ["websocket"]);
      askers.push(await registered(asker, `Asker ${i}`));
    }
    const before = await service.measure();
    const asked: unknown[][] = [];
    for (const [i, asker] of askers.entries()) {
      const requests = Array.from({ length: REQUESTS }, () => getRequest(`Asker ${i}`, "Silent"));
      for (const request of requests) asker.send(request);
      asked.push(requests.map(({ message_id }) => message_id));
      // All in one breath would be more than may wait for a page that shares its process with those who ask.
      await until(() => silent.unread.length === asked.length * REQUESTS, PATIENCE);
    }
    const waiting = await service.measure();
    silent.socket.terminate();
    await until(() => askers.every(({ unread }) => unread.length >= REQUESTS), PATIENCE);
    await pair.nextRoundTrip();
    const after = await service.measure();
    const { count, worst, failures } = await pair.stop();
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(0);
    for (const [i, asker] of askers.entries()) {
      const answered = asker.unread.map(
        ({ body }) => body as { readonly error: string; readonly in_reply_to: string },
      );
      expect(answered.map(({ in_reply_to }) => in_reply_to)).toEqual(asked[i]);
      expect(
        answered.every(({ error }) => error === 'went away: node "Silent" left before it answered'),
      ).toBe(true);
      asker.close();
    }
    expect(waiting.counts.pendingRequests).toBeGreaterThanOrEqual(ASKERS * REQUESTS);
    // The pair may be in the middle of its next round trip.
    expect(after.counts.pendingRequests).toBeLessThanOrEqual(1);
    expect(after.observed.unanswered).toEqual({ "went away": ASKERS * REQUESTS });
    expect(after.heapUsed - before.heapUsed).toBeLessThan(4_000_000);
    report("Requests to a page that never answers", {
      requests: ASKERS * REQUESTS,
      "heap MiB while they wait": mebibytes(waiting.heapUsed - before.heapUsed),
      "heap MiB left over": mebibytes(after.heapUsed - before.heapUsed),
      "round trips of the honest pair": count,
      "worst in ms": worst,
    });
  });
});

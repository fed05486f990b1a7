import { CONNECTORS } from "../support/connectors";
import { startHonestPair } from "../support/honest-pair";
import { type MeasuredService, startMeasuredService } from "../support/measured-service";
import { message } from "../support/messages";
import { mebibytes, report, sized } from "../support/soak";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

/** How often the client comes back after it was closed. */
const FLOODS = sized(2, 30);
/**
 * One flood. It is all said at once, and fits into one request of a page that polls, so that it comes as fast as the
 * server reads it: a client that is sent to sleep between two parts of it would keep to the limit.
 */
const FLOOD = 20_000;
const LIMITS = {
  // One flood is three times what closes a client, so the server may take half a minute to read it. The honest pair,
  // which sends less, needs the rest.
  rateLimit: 500,
  maxMessageBytes: 4_194_304,
};

/** Sends far more than the limit, until the server hangs up. */
async function flood(client: WireClient): Promise<void> {
  for (let i = 0; i < FLOOD; i++) client.send(message("signal", "Mallory", "Sink", { i }));
  await client.closed;
}

describe.each(Object.entries(CONNECTORS))("a client at full speed over %s", (how, connect) => {
  let service: MeasuredService;
  beforeEach(async () => {
    service = await startMeasuredService(LIMITS);
  });
  afterEach(() => service.stop());

  it("is limited and then closed, however often it comes back, and the honest pair keeps its round trips", async () => {
    const { address } = service;
    const pair = await startHonestPair(address);
    const sink = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Sink");
    let received = 0;
    sink.socket.on("message", () => {
      received += 1;
    });
    const before = await service.measure();
    for (let i = 0; i < FLOODS; i++) await flood(await registered(await connect(address), "Mallory"));
    await pair.nextRoundTrip();
    const after = await service.measure();
    const { count, worst, failures } = await pair.stop();
    sink.close();
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(0);
    expect(after.observed.closed).toEqual({ "too many messages": FLOODS });
    expect(after.observed.refused["too many messages"]).toBeGreaterThanOrEqual(FLOODS);
    expect(received).toBeLessThan(FLOODS * FLOOD);
    report(`A client at full speed over ${how}`, {
      floods: FLOODS,
      sent: FLOODS * FLOOD,
      "delivered messages": received,
      "peak MiB above the start": mebibytes(after.peak - before.rss),
      "round trips of the honest pair": count,
      "worst in ms": worst,
    });
  });
});

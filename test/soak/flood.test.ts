import { CONNECTORS } from "../support/connectors";
import { startHonestPair } from "../support/honest-pair";
import { type MeasuredService, startMeasuredService } from "../support/measured-service";
import { message } from "../support/messages";
import { mebibytes, report, sized } from "../support/soak";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

/** How often the client comes back after it was closed. */
const FLOODS = sized(2, 30);
const AT_ONCE = 200;
/** So that what a poll cannot carry yet does not pile up without end, in milliseconds. */
const PAUSE = 5;

/** Sends far more than the limit, until the server hangs up. */
async function flood(client: WireClient): Promise<number> {
  let isOpen = true;
  const closed = client.closed.then(() => {
    isOpen = false;
  });
  let sent = 0;
  while (isOpen) {
    for (let i = 0; i < AT_ONCE; i++) client.send(message("signal", "Mallory", "Sink", { i }));
    sent += AT_ONCE;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  await closed;
  return sent;
}

describe.each(Object.entries(CONNECTORS))("a client at full speed over %s", (how, connect) => {
  let service: MeasuredService;
  beforeEach(async () => {
    service = await startMeasuredService();
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
    let sent = 0;
    for (let i = 0; i < FLOODS; i++) sent += await flood(await registered(await connect(address), "Mallory"));
    await pair.nextRoundTrip();
    const after = await service.measure();
    const { count, worst, failures } = await pair.stop();
    sink.close();
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(0);
    expect(after.observed.closed).toEqual({ "too many messages": FLOODS });
    expect(after.observed.refused["too many messages"]).toBeGreaterThanOrEqual(FLOODS);
    expect(received).toBeLessThan(sent);
    report(`A client at full speed over ${how}`, {
      floods: FLOODS,
      sent,
      "delivered messages": received,
      "peak MiB above the start": mebibytes(after.peak - before.rss),
      "round trips of the honest pair": count,
      "worst in ms": worst,
    });
  });
});

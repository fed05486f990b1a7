import { startHonestPair } from "../support/honest-pair";
import { type MeasuredService, startMeasuredService } from "../support/measured-service";
import { message } from "../support/messages";
import { report, sized } from "../support/soak";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

const MESSAGES = sized(1_000, 30_000);
/** So many are on their way at most: one that polls is not to be closed for reading slowly. */
const WINDOW = 100;

/** Sends numbered messages, as many as at least needed and until told that it is enough, and checks that they come. */
async function stream(
  from: WireClient,
  to: WireClient,
  [sender, target]: readonly [string, string],
  enough: () => boolean,
) {
  let sent = 0;
  const received: unknown[] = [];
  while (sent < MESSAGES || !enough()) {
    for (let i = 0; i < WINDOW; i++, sent++) from.send(message("signal", sender, target, { number: sent }));
    while (received.length < sent) received.push((await to.next()).body);
  }
  expect(to.unread).toEqual([]);
  expect(received).toEqual(Array.from({ length: sent }, (_, number) => ({ number })));
  return sent;
}

describe("a page that goes from long-polling to WebSocket", () => {
  let service: MeasuredService;
  beforeEach(async () => {
    service = await startMeasuredService({ rateLimit: 0 });
  });
  afterEach(() => service.stop());

  it("gets and sends every message once and in order", async () => {
    const { address } = service;
    const pair = await startHonestPair(address);
    const still = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Still");
    const moving = await registered(
      await connectSocketIo(`http://${address}`, ["polling", "websocket"]),
      "Moving",
    );
    const transports = [moving.transport()];
    const isUpgraded = () => {
      if (transports.at(-1) !== moving.transport()) transports.push(moving.transport());
      return moving.transport() === "websocket";
    };
    const counts = await Promise.all([
      stream(moving, still, ["Moving", "Still"], isUpgraded),
      stream(still, moving, ["Still", "Moving"], isUpgraded),
    ]);
    const { count, worst, failures } = await pair.stop();
    moving.close();
    still.close();
    expect(failures).toEqual([]);
    expect(transports.at(-1)).toBe("websocket");
    report("From long-polling to WebSocket", {
      "messages there": counts[0],
      "messages back": counts[1],
      "round trips of the honest pair": count,
      "worst in ms": worst,
    });
  });
});

import { silentLogger } from "../../../src/core";
import { ask } from "../../support/ask";
import { message, register, registration } from "../../support/messages";
import { leavePolling } from "../../support/polling-session";
import { rawPolling } from "../../support/raw-socket-io";
import { type HttpHarness, startHttp } from "../../support/transports";
import { until } from "../../support/until";

/** A page with a session may have four times as much for a moment. */
const MAX_UNSENT_BYTES = 10_000;
/** Each is answered with an error, which is no message of ours. */
const UNKNOWN_NAMESPACES = new Array(400).fill("40/nowhere,").join("\x1e");
const PONG = "3";

let harness: HttpHarness;
const closed: (string | undefined)[] = [];

beforeEach(async () => {
  closed.length = 0;
  harness = await startHttp({
    maxUnsentBytes: MAX_UNSENT_BYTES,
    logger: silentLogger,
    observer: {
      opened() {},
      closed: (_transport, reason) => void closed.push(reason),
      refused() {},
      distributed() {},
      delivered() {},
      unanswered() {},
    },
  });
});
afterEach(() => harness.close());

const post = (path: string, body: string) => ask(harness.address, { path, method: "POST", body }, {});

describe("a page that polls", () => {
  it("is sent at its next poll what is more than maxUnsentBytes, where it has a session", async () => {
    const path = await rawPolling(harness.address, "Alice", registration("Alice", "p1", true));
    const text = "x".repeat(5_000);
    for (let i = 0; i < 7; i++) harness.core.distribute(message("signal", "Bob", "Alice", { i, text }));
    await post(path, PONG);
    const answer = await ask(harness.address, { path }, {});
    const numbers = [...answer.text.matchAll(/"i":(\d)/g)].map(([, i]) => Number(i));
    expect([numbers, closed]).toEqual([[0, 1, 2, 3, 4, 5, 6], []]);
    await leavePolling(harness.address, path);
  });

  it.each([
    ["with a session", registration("Mallory", "p1", true)],
    ["without a session", register("Mallory")],
  ])("is closed %s when it lets the answers of Socket.IO pile up", async (_how, registering) => {
    const path = await rawPolling(harness.address, "Mallory", registering);
    for (let i = 0; i < 5 && closed.length === 0; i++) await post(path, UNKNOWN_NAMESPACES);
    expect(closed).toEqual(["reads too slowly"]);
    await until(() => harness.core.counts.connections === 0);
  });
});

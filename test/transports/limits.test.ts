import type { AttachOptions } from "../../src/attach/attach";
import { silentObserver } from "../../src/core";
import { CONNECTORS } from "../support/connectors";
import { letTimePass, stopTime } from "../support/fake-time";
import { getRequest, message, replyTo } from "../support/messages";
import { messageOfBytes } from "../support/padded";
import { type HttpHarness, startHttp } from "../support/transports";
import { until } from "../support/until";
import { registered, type WireClient } from "../support/wire-client";

let harness: HttpHarness;

async function start(options: AttachOptions): Promise<void> {
  harness = await startHttp(options);
}
afterEach(() => {
  jest.useRealTimers();
  return harness.close();
});

describe.each(Object.entries(CONNECTORS))("limits over %s", (_name, connect) => {
  const join = async (nodeId: string) => registered(await connect(harness.address), nodeId);

  async function expectRoundTrip(alice: WireClient, bob: WireClient): Promise<void> {
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await bob.next()).toEqual(request);
    bob.send(replyTo(request, "still here"));
    expect(await alice.next()).toMatchObject({ body: { result: "still here" } });
  }

  describe("maxMessageBytes", () => {
    const LIMIT = 5_000;
    let closed: unknown[];
    let lines: string[];
    beforeEach(async () => {
      closed = [];
      lines = [];
      await start({
        maxMessageBytes: LIMIT,
        logger: (_level, text) => lines.push(text),
        observer: { ...silentObserver, closed: (_transport, reason) => closed.push(reason) },
      });
    });

    it.each([
      ["just below the limit", LIMIT - 1, "x"],
      ["at the limit", LIMIT, "x"],
      ["of characters of several bytes at the limit", LIMIT, "€"],
    ])("lets a message pass %s", async (_where, bytes, filler) => {
      const [alice, bob] = [await join("Alice"), await join("Bob")];
      const sent = messageOfBytes(bytes, "Alice", "Bob", filler);
      expect(Buffer.byteLength(JSON.stringify(sent))).toBe(bytes);
      alice.send(sent);
      expect(await bob.next()).toEqual(sent);
    });

    it.each([
      ["just above the limit", LIMIT + 1, "x"],
      ["of characters of several bytes above the limit", LIMIT + 1, "€"],
      ["far above the limit", LIMIT * 20, "x"],
    ])("closes with a reason for a message %s, and nobody else notices", async (_where, bytes, filler) => {
      const [mallory, alice, bob] = [await join("Mallory"), await join("Alice"), await join("Bob")];
      mallory.send(messageOfBytes(bytes, "Mallory", "Bob", filler));
      await mallory.closed;
      await until(() => harness.core.counts.connections === 2);
      await expectRoundTrip(alice, bob);
      expect(bob.unread).toEqual([]);
      expect(closed).toEqual(["message too large"]);
      expect(lines.filter((line) => /message too large/.test(line))).toHaveLength(1);
    });
  });

  it("registerTimeout closes who has not registered, and nobody else", async () => {
    stopTime();
    const begin = performance.now();
    await start({ registerTimeout: 10_000 });
    const silent = await letTimePass(connect(harness.address));
    const [alice, bob] = [await letTimePass(join("Alice")), await letTimePass(join("Bob"))];
    await letTimePass(silent.closed);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(10_000);
    await letTimePass(expectRoundTrip(alice, bob));
    await letTimePass(harness.close());
  });

  it("rateLimit closes a flood, while others keep their round trips", async () => {
    await start({ rateLimit: 50 });
    const [mallory, alice, bob] = [await join("Mallory"), await join("Alice"), await join("Bob")];
    for (let i = 0; i < 2_000; i++) mallory.send(message("signal", "Mallory", "Mallory", { i }));
    await expectRoundTrip(alice, bob);
    await mallory.closed;
    await expectRoundTrip(alice, bob);
    expect(harness.core.counts.connections).toBe(2);
  });

  it("requestTimeout answers for a page that does not", async () => {
    await start({ requestTimeout: 50 });
    const [alice, bob] = [await join("Alice"), await join("Bob")];
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await bob.next()).toEqual(request);
    expect(await alice.next()).toMatchObject({
      message_type: "select_and_get_reply",
      from: null,
      body: { error: expect.stringMatching(/^timed out: /), in_reply_to: request.message_id },
    });
    expect(harness.core.counts.pendingRequests).toBe(0);
  });

  it("maxPendingRequests refuses the request that is one too many", async () => {
    await start({ maxPendingRequests: 3 });
    const [alice, bob] = [await join("Alice"), await join("Bob")];
    for (let i = 0; i < 4; i++) alice.send(getRequest("Alice", "Bob"));
    expect(await alice.next()).toMatchObject({
      body: { error: expect.stringMatching(/^refused: .*at most 3/) },
    });
    const asked = [await bob.next(), await bob.next(), await bob.next()];
    expect(bob.unread).toEqual([]);
    const [first] = asked;
    if (first) bob.send(replyTo(first, 1));
    expect(await alice.next()).toMatchObject({ body: { result: 1 } });
    await expectRoundTrip(alice, bob);
  });

  it.each([1, 3])(
    "maxConnections of %i refuses one more, and lets one in when one has left",
    async (limit) => {
      await start({ maxConnections: limit });
      const present: WireClient[] = [];
      for (let i = 0; i < limit; i++) present.push(await join(`Node ${i}`));
      await expect(connect(harness.address)).rejects.toThrow(/503|xhr poll error|websocket error/);
      expect(harness.core.counts.connections).toBe(limit);
      present[0]?.close();
      await until(() => harness.core.counts.connections === limit - 1);
      const newcomer = await connect(harness.address).catch(() => connect(harness.address));
      await registered(newcomer, "Newcomer");
    },
  );
});

import { CONNECTORS } from "../support/connectors";
import { getRequest, message, register, replyTo } from "../support/messages";
import { type HttpHarness, startHttp } from "../support/transports";
import { registered, type WireClient } from "../support/wire-client";

let harness: HttpHarness;
beforeEach(async () => {
  harness = await startHttp();
});
afterEach(() => harness.close());

/** IDs that are odd, and allowed. */
const ODD = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "null",
  " ",
  "../../etc/passwd",
  "'; DROP TABLE nodes; --",
  "<script>alert(1)</script>",
  "\u202eecilA",
  "\ud800",
  "x".repeat(255),
  "é".repeat(127),
];

/** IDs that are refused, and what the error says. */
const REFUSED: readonly (readonly [unknown, RegExp])[] = [
  ["", /must not be empty/],
  ["x".repeat(256), /at most 255 bytes/],
  ["é".repeat(128), /at most 255 bytes/],
  ["x".repeat(100_000), /at most 255 bytes/],
  ["Alice\n", /control characters/],
  ["Alice\r\nX: y", /control characters/],
  ["\u0000", /control characters/],
  ["\u001b[2J", /control characters/],
  ["\u009b2J", /control characters/],
  ["Alice\u2028", /control characters/],
  [["Alice"], /must be a string/],
  [{ toString: "Alice" }, /must be a string/],
  [7, /must be a string/],
];

describe.each(Object.entries(CONNECTORS))("hostile IDs over %s", (_name, connect) => {
  const join = async (nodeId: string, pageId?: string) =>
    registered(await connect(harness.address), nodeId, pageId);

  async function expectRoundTrip(alice: WireClient, bob: WireClient): Promise<void> {
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await bob.next()).toEqual(request);
    bob.send(replyTo(request, 1));
    expect(await alice.next()).toMatchObject({ body: { result: 1 } });
    expect([alice.unread, bob.unread]).toEqual([[], []]);
  }

  it("odd ones work for nodes, pages and messages, stay apart, and leave nothing behind", async () => {
    const [alice, bob] = [await join("Alice"), await join("Bob")];
    const before = Object.getOwnPropertyNames(Object.prototype);
    for (const id of ODD) {
      const odd = await join(id, id);
      const request = { ...getRequest("Alice", id), to_page: id, message_id: id.slice(0, 60) };
      alice.send(request);
      expect(await odd.next()).toEqual(request);
      odd.send(replyTo(request, id));
      expect(await alice.next()).toMatchObject({ from: id, body: { result: id } });
      alice.send(request);
      expect(await odd.next()).toEqual(request);
      odd.close();
      expect(await alice.next()).toMatchObject({
        from: null,
        body: { error: expect.stringMatching(/^went away: /) },
      });
      await odd.closed;
    }
    await expectRoundTrip(alice, bob);
    expect(harness.core.counts).toEqual({ connections: 2, nodes: 2, pendingRequests: 0 });
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });

  it("others are refused with an error that says why, and the connection may go on", async () => {
    const [alice, bob] = [await join("Alice"), await join("Bob")];
    const mallory = await connect(harness.address);
    for (const [id, error] of REFUSED) {
      mallory.send({ ...register("Mallory"), from: id });
      expect(await mallory.next()).toMatchObject({
        message_type: "register_reply",
        body: { error: expect.stringMatching(error) },
      });
    }
    await registered(mallory, "Mallory");
    for (const [id, error] of REFUSED) {
      for (const member of ["to", "from_page", "to_page"]) {
        mallory.send({ ...message("signal", "Mallory", "Bob"), [member]: id });
        expect(await mallory.next()).toMatchObject({
          message_type: "error",
          body: { error: expect.stringMatching(error) },
        });
      }
    }
    await expectRoundTrip(alice, bob);
  });
});

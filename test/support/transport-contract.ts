import type { Message } from "../../src/protocol";
import { freshId, getRequest, listenRequest, message, register, replyTo } from "./messages";
import type { TransportHarness } from "./transports";
import { registered, type WireClient } from "./wire-client";

/** What every way to connect owes to pages. */
export function testTransportContract(start: () => Promise<TransportHarness>): void {
  let harness: TransportHarness;

  beforeEach(async () => {
    harness = await start();
  });
  afterEach(() => harness.close());

  const join = async (nodeId: string, pageId?: string) => registered(await harness.connect(), nodeId, pageId);

  /** Asks the server something it must answer: whatever it sent before has then come. */
  async function expectNothingElse(client: WireClient, nodeId: string): Promise<void> {
    const request = getRequest(nodeId, "nobody");
    client.send(request);
    expect(await client.next()).toMatchObject({ from: null, body: { in_reply_to: request.message_id } });
    expect(client.unread).toEqual([]);
  }

  it.each(["r1", 17])("answers a register with message_id %j by exactly its reply", async (id) => {
    const client = await harness.connect();
    client.send({ ...register("Alice"), message_id: id });
    expect(await client.next()).toStrictEqual({
      message_id: expect.any(String),
      message_type: "register_reply",
      from: null,
      to: "Alice",
      body: { error: null, in_reply_to: id },
    });
  });

  it("takes a register without `to` and without `body`", async () => {
    const client = await harness.connect();
    client.send({ message_id: 1, message_type: "register", from: "Alice" });
    expect(await client.next()).toMatchObject({ message_type: "register_reply", body: { error: null } });
  });

  it("carries requests, replies and signals both ways", async () => {
    const alice = await join("Alice");
    const bob = await join("Bob");
    for (const request of [getRequest("Alice", "Bob"), listenRequest("Alice", "Bob")]) {
      alice.send(request);
      expect(await bob.next()).toEqual(request);
      bob.send(replyTo(request, "OK"));
      expect(await alice.next()).toMatchObject({ body: { result: "OK", in_reply_to: request.message_id } });
    }
    bob.send(message("signal", "Bob", "Alice", { callback_args: [1] }));
    expect(await alice.next()).toMatchObject({ message_type: "signal", body: { callback_args: [1] } });
  });

  it.each<[string, Message]>([
    [
      "an unknown type with unknown members",
      { ...message("no_such_type", "Alice", "Bob"), extra: [null, 1.5] },
    ],
    ["no body", { message_id: 3, message_type: "signal", from: "Alice", to: "Bob" }],
    [
      "members in an unusual order",
      { zeta: 1, to: "Bob", body: { b: 1, a: 2 }, message_type: "signal", from: "Alice", message_id: "o" },
    ],
    ["text of many scripts", message("signal", "Alice", "Bob", { text: 'äß 日本 🎉 \u2028 \u0000 "\\' })],
    ["100,000 characters", message("signal", "Alice", "Bob", { text: "é".repeat(100_000) })],
    [
      "a member named __proto__",
      JSON.parse(
        '{"message_id":1,"message_type":"signal","from":"Alice","to":"Bob","body":{"__proto__":{"x":1}}}',
      ),
    ],
  ])("delivers a message with %s as it came", async (_what, sent) => {
    const alice = await join("Alice");
    const bob = await join("Bob");
    alice.send(sent);
    expect(JSON.stringify(await bob.next())).toBe(JSON.stringify(sent));
  });

  it("keeps the order of 300 messages, both ways at once", async () => {
    const alice = await join("Alice");
    const bob = await join("Bob");
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    for (const i of numbers) {
      alice.send(message("signal", "Alice", "Bob", { i }));
      bob.send(message("signal", "Bob", "Alice", { i }));
    }
    for (const client of [alice, bob]) {
      const received: unknown[] = [];
      while (received.length < numbers.length) received.push((await client.next()).body);
      expect(received).toEqual(numbers.map((i) => ({ i })));
    }
  });

  it("gives a message to every page of a node, or to the one in to_page", async () => {
    const alice = await join("Alice");
    const pages = [await join("Bob", "p1"), await join("Bob", "p2"), await join("Bob")] as const;
    const toAll = message("signal", "Alice", "Bob");
    alice.send(toAll);
    for (const page of pages) expect(await page.next()).toEqual(toAll);
    const toOne = { ...message("signal", "Alice", "Bob"), to_page: "p2" };
    alice.send(toOne);
    expect(await pages[1].next()).toEqual(toOne);
    expect([pages[0].unread, pages[2].unread]).toEqual([[], []]);
  });

  it("answers a request that has no target", async () => {
    const alice = await join("Alice");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await alice.next()).toMatchObject({
      message_type: "select_and_get_reply",
      from: null,
      to: "Alice",
      body: { error: expect.stringContaining("Bob"), in_reply_to: request.message_id },
    });
  });

  it("answers a request whose target disconnects", async () => {
    const alice = await join("Alice");
    const bob = await join("Bob");
    alice.send(getRequest("Alice", "Bob"));
    await bob.next();
    bob.close();
    expect(await alice.next()).toMatchObject({ from: null, body: { error: expect.stringContaining("Bob") } });
  });

  it("tells which pages a node has, and refuses to tell of no node", async () => {
    const alice = await join("Alice");
    await join("Bob", "p1");
    await join("Bob", "p2");
    for (const [body, answer] of [
      [{ node_id: "Bob" }, { error: null, result: ["p1", "p2"] }],
      [{}, { error: expect.stringContaining("node_id"), result: null }],
    ]) {
      const message_id = freshId();
      alice.send({ message_id, message_type: "pages", from: "Alice", to: null, body });
      expect(await alice.next()).toMatchObject({
        message_type: "pages_reply",
        body: { ...answer, in_reply_to: message_id },
      });
    }
  });

  it("ignores what is for the server and the server does not know", async () => {
    const alice = await join("Alice");
    alice.send({ message_id: 1, message_type: "no_such_type", from: "Alice", to: null });
    alice.send({ message_id: 2, message_type: "no_such_type", from: "Alice" });
    await expectNothingElse(alice, "Alice");
  });

  it("unregisters a client that disconnects", async () => {
    const alice = await join("Alice");
    await join("Bob");
    alice.close();
    await alice.closed;
    while ((await harness.counts()).nodes !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await harness.counts()).toEqual({ connections: 1, nodes: 1, pendingRequests: 0 });
  });

  it("refuses anything but a register from a client that has not registered", async () => {
    const bob = await join("Bob");
    const stranger = await harness.connect();
    stranger.send(message("signal", "Alice", "Bob"));
    expect(await stranger.next()).toMatchObject({
      message_type: "register_reply",
      from: null,
      body: { error: expect.stringContaining("register") },
    });
    await expectNothingElse(bob, "Bob");
  });

  it("refuses a second register, and the first stands", async () => {
    const alice = await join("Alice");
    alice.send(register("Bob"));
    expect(await alice.next()).toMatchObject({
      message_type: "register_reply",
      body: { error: expect.stringContaining("registered already") },
    });
    await expectNothingElse(alice, "Alice");
  });

  it("refuses a message in the name of another node", async () => {
    const mallory = await join("Mallory");
    const bob = await join("Bob");
    mallory.send(getRequest("Alice", "Bob"));
    expect(await mallory.next()).toMatchObject({
      message_type: "select_and_get_reply",
      body: { error: expect.stringContaining("from") },
    });
    await expectNothingElse(bob, "Bob");
  });

  it("answers bad input, keeps the connection, and lets nobody else notice", async () => {
    const good = await join("Good");
    const bad = await join("Bad");
    const inputs = [
      null,
      "text",
      7,
      true,
      [],
      [1, 2],
      {},
      { message_id: {}, message_type: "signal", from: "Bad" },
      { message_id: 1, message_type: 1, from: "Bad" },
      { message_id: 1, message_type: "signal", from: ["Bad"] },
      { message_id: 1, message_type: "signal", from: "Bad", to: {} },
      { message_id: 1, message_type: "signal", from: "Bad", to: "Good\n" },
      { message_id: 1, message_type: "signal", from: "Bad", to: "x".repeat(256) },
      { message_id: "x".repeat(129), message_type: "signal", from: "Bad", to: "Good" },
      { message_id: 1, message_type: "signal", from: "Bad", to: "Good", from_page: 1 },
    ];
    for (const input of inputs) {
      bad.send(input);
      expect(await bad.next()).toMatchObject({
        message_type: "error",
        from: null,
        body: { error: expect.stringMatching(/^(a message|message_id|message_type|from|to|from_page) /) },
      });
    }
    await expectNothingElse(good, "Good");
    bad.send(message("signal", "Bad", "Good", { still: "here" }));
    expect(await good.next()).toMatchObject({ body: { still: "here" } });
  });
}

import { Buffer } from "node:buffer";
import { NodeWebSocket, NodeXHR } from "engine.io-client";
import { io } from "socket.io-client";
import { getRequest, message, register } from "../../support/messages";
import { type HttpHarness, startHttp } from "../../support/transports";
import { until } from "../../support/until";
import { connectSocketIo, connectWebSocket, registered } from "../../support/wire-client";

describe("the Socket.IO transport", () => {
  let harness: HttpHarness;

  beforeEach(async () => {
    harness = await startHttp({ maxMessageBytes: 20_000 });
  });
  afterEach(() => harness.close());

  const connect = (...transports: ("polling" | "websocket")[]) =>
    connectSocketIo(`http://${harness.address}`, transports);

  it("loses and reorders nothing when a client upgrades in mid-stream", async () => {
    let upgrade = () => {};
    const mayUpgrade = new Promise<void>((resolve) => {
      upgrade = resolve;
    });
    class LateWebSocket extends NodeWebSocket {
      override doOpen(): this {
        void mayUpgrade.then(() => super.doOpen());
        return this;
      }
    }
    const url = `http://${harness.address}`;
    const alice = await registered(await connectSocketIo(url, [NodeXHR, LateWebSocket]), "Alice");
    const bob = await registered(await connect("polling"), "Bob");
    let sent = 0;
    const exchange = () => {
      alice.send(message("signal", "Alice", "Bob", { i: sent }));
      bob.send(message("signal", "Bob", "Alice", { i: sent }));
      sent += 1;
    };
    for (let i = 0; i < 20; i++) exchange();
    expect(alice.transport()).toBe("polling");
    upgrade();
    while (alice.transport() === "polling") {
      exchange();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    for (let i = 0; i < 20; i++) exchange();
    for (const client of [alice, bob]) {
      for (let i = 0; i < sent; i++) expect((await client.next()).body).toEqual({ i });
    }
    expect([alice.transport(), bob.transport()]).toEqual(["websocket", "polling"]);
  });

  it("shares one registry with plain WebSocket", async () => {
    const clients = {
      Polly: await registered(await connect("polling"), "Polly"),
      Sally: await registered(await connect("websocket"), "Sally"),
      Wally: await registered(await connectWebSocket(`ws://${harness.address}/jqluster`), "Wally"),
    };
    for (const [from, sender] of Object.entries(clients)) {
      for (const [to, receiver] of Object.entries(clients)) {
        const sent = message("signal", from, to, { text: "é\u2028" });
        sender.send(sent);
        expect(JSON.stringify(await receiver.next())).toBe(JSON.stringify(sent));
      }
    }
  });

  it("answers an event without argument, with a function, or with binary data", async () => {
    const socket = io(`http://${harness.address}`, { transports: ["websocket"], forceNew: true });
    const next = () => new Promise<unknown>((resolve) => socket.once("jqluster-message", resolve));
    const inputs: unknown[][] = [[], [() => {}], [Buffer.from([1, 2])], [[Buffer.from([1])]]];
    for (const input of inputs) {
      const answer = next();
      socket.emit("jqluster-message", ...input);
      expect(await answer).toMatchObject({
        message_type: "register_reply",
        body: { error: expect.any(String) },
      });
    }
    const answer = next();
    socket.emit("jqluster-message", register("Alice"), "ignored", () => {});
    expect(await answer).toMatchObject({ body: { error: null } });
    socket.close();
  });

  it("does not hand on what is no JSON inside a message", async () => {
    const alice = await registered(await connect("websocket"), "Alice");
    const bob = await registered(await connectWebSocket(`ws://${harness.address}/jqluster`), "Bob");
    alice.send({ ...message("signal", "Alice", "Bob"), body: { picture: Buffer.from([1, 2, 3]) } });
    expect(await alice.next()).toMatchObject({
      message_type: "error",
      body: { error: expect.stringContaining("binary") },
    });
    expect(bob.unread).toEqual([]);
  });

  it.each(["polling", "websocket"] as const)(
    "closes a client that sends too much over %s, and no other notices",
    async (transport) => {
      const good = await registered(await connect(transport), "Good");
      const bad = await registered(await connect(transport), "Bad");
      bad.send(message("signal", "Bad", "Good", { text: "x".repeat(20_000) }));
      await bad.closed;
      await until(() => harness.core.counts.connections === 1);
      good.send(getRequest("Good", "nobody"));
      expect(await good.next()).toMatchObject({ message_type: "select_and_get_reply" });
      expect(good.unread).toEqual([]);
    },
  );

  it("ends its clients when it is detached", async () => {
    const clients = [
      await registered(await connect("polling"), "Alice"),
      await registered(await connect("websocket"), "Alice"),
      await connect("polling", "websocket"),
    ];
    await harness.detach();
    await Promise.all(clients.map((client) => client.closed));
    expect(harness.core.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
  });
});

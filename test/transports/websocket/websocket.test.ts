import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebSocket } from "ws";
import { attachJqluster } from "../../../src/attach/attach";
import { type Handshake, NodeConnection } from "../../../src/connection";
import { JqlusterServer, silentLogger } from "../../../src/core";
import { createWebSocketTransport } from "../../../src/transports/websocket/websocket";
import { letTimePass, stopTime } from "../../support/fake-time";
import { getRequest, message, register } from "../../support/messages";
import { type HttpHarness, startHttp } from "../../support/transports";
import { until } from "../../support/until";
import { upgradeStatus } from "../../support/upgrade";
import { connectWebSocket, registered } from "../../support/wire-client";

const MAX_MESSAGE_BYTES = 20_000;

afterEach(() => jest.useRealTimers());

describe("the WebSocket transport", () => {
  let harness: HttpHarness;

  beforeEach(async () => {
    harness = await startHttp({ maxMessageBytes: MAX_MESSAGE_BYTES });
  });
  afterEach(() => harness.close());

  const connect = (path = "/jqluster") => connectWebSocket(`ws://${harness.address}${path}`);
  const join = async (nodeId: string) => registered(await connect(), nodeId);
  const closeCode = (socket: WebSocket) =>
    new Promise<number>((resolve) => socket.once("close", (code) => resolve(code)));

  it("serves a page of the original jQluster as it speaks", async () => {
    const original = await connect();
    original.socket.send(
      '{"message_id":1,"message_type":"register","from":"Alice","to":null,"body":{"node_id":"Alice"}}',
    );
    expect(await original.next()).toMatchObject({ message_type: "register_reply", body: { in_reply_to: 1 } });
    const bob = await join("Bob");
    const text =
      '{"message_id":2,"message_type":"select_and_get","from":"Alice","to":"Bob","body":{"node_id":"Bob","eval_code":"$(\\"h1\\").text()"}}';
    original.socket.send(text);
    expect(JSON.stringify(await bob.next())).toBe(text);
    bob.send({
      ...message("select_and_get_reply", "Bob", "Alice"),
      body: { error: null, result: "Hi", in_reply_to: 2 },
    });
    expect(await original.next()).toMatchObject({ body: { result: "Hi", in_reply_to: 2 } });
  });

  it("hands the text of a frame on byte by byte", async () => {
    const alice = await join("Alice");
    const bob = await join("Bob");
    const text =
      ' { "to" : "Bob", "from":"\\u0041lice", "message_type":"signal",\n"message_id": 1.0, "body": 1e2 }';
    const came = new Promise<string>((resolve) =>
      bob.socket.once("message", (data) => resolve(data.toString())),
    );
    alice.socket.send(text);
    expect(await came).toBe(text);
  });

  it("joins fragmented frames", async () => {
    const alice = await join("Alice");
    const text = JSON.stringify(message("signal", "Alice", "Alice", { text: "日本" }));
    const bytes = Buffer.from(text);
    const parts = [bytes.subarray(0, 10), bytes.subarray(10, 95), bytes.subarray(95)];
    parts.forEach((part, i) => {
      alice.socket.send(part, { binary: false, fin: i === parts.length - 1 });
    });
    expect(JSON.stringify(await alice.next())).toBe(text);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ["is no JSON", "hello", /JSON/],
    ["is empty", "", /JSON/],
    ["is cut off", '{"message_id":', /JSON/],
    ["begins with a byte order mark", "\ufeff{}", /JSON/],
    ["is binary", Buffer.from("{}"), /text frame.*binary/],
    ["is a JSON text", '"hello"', /object/],
    ["is a list", "[{}]", /object/],
    ["lacks members", "{}", /message_id is missing/],
  ])("says what is wrong with a frame that %s, before and after registration", async (_what, frame, text) => {
    const client = await connect();
    client.socket.send(frame);
    expect(await client.next()).toMatchObject({
      message_type: "register_reply",
      from: null,
      body: { error: expect.stringMatching(text) },
    });
    await registered(client, "Alice");
    client.socket.send(frame);
    expect(await client.next()).toMatchObject({
      message_type: "error",
      from: null,
      body: { error: expect.stringMatching(text) },
    });
  });

  it.each<[string, number, (socket: WebSocket) => void]>([
    [
      "sends invalid UTF-8",
      1007,
      (socket) => socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false }),
    ],
    ["sends too much at once", 1009, (socket) => socket.send("x".repeat(MAX_MESSAGE_BYTES + 1))],
    [
      "sends too much in parts",
      1009,
      (socket) => {
        for (let i = 0; i < 3; i++) socket.send("x".repeat(MAX_MESSAGE_BYTES / 2), { fin: i === 2 });
      },
    ],
  ])("closes a client that %s with code %i, and no other notices", async (_what, code, misbehave) => {
    const good = await join("Good");
    const bad = await join("Bad");
    const closed = closeCode(bad.socket);
    misbehave(bad.socket);
    expect(await closed).toBe(code);
    await until(() => harness.core.counts.connections === 1);
    good.send(getRequest("Good", "nobody"));
    expect(await good.next()).toMatchObject({ message_type: "select_and_get_reply" });
    expect(good.unread).toEqual([]);
  });

  it("takes a message of exactly the largest size", async () => {
    const alice = await join("Alice");
    const frame = JSON.stringify(message("signal", "Alice", "Alice", { text: "" }));
    const text = "x".repeat(MAX_MESSAGE_BYTES - frame.length);
    alice.socket.send(frame.replace('"text":""', `"text":"${text}"`));
    expect((await alice.next()).body).toEqual({ text });
  });

  it.each(["/jqluster/", "/jqluster?page=1&page=2"])("answers at %s too", async (path) => {
    await registered(await connect(path), "Alice");
  });

  it.each(["/", "/jquery", "/jqluster/more", "/jqluster%2f", "//jqluster", "/JQLUSTER"])(
    "is not at %s",
    async (path) => {
      expect(await upgradeStatus(harness.address, path)).toBe(404);
    },
  );

  it("says goodbye with code 1001 when it is detached", async () => {
    const alice = await join("Alice");
    const closed = closeCode(alice.socket);
    await harness.detach();
    expect(await closed).toBe(1001);
    expect(harness.core.counts.connections).toBe(0);
  });

  it("does not wait for a stalled client when it is detached", async () => {
    const stalled = await join("Alice");
    stalled.socket.pause();
    stopTime();
    await letTimePass(harness.detach());
    expect(harness.core.counts.connections).toBe(0);
    stalled.socket.terminate();
  });
});

describe("the path of the WebSocket transport", () => {
  it.each(["/", "/some/where"])("may be %s", async (websocketPath) => {
    const { address, close } = await startHttp({ websocketPath });
    const client = await connectWebSocket(`ws://${address}${websocketPath}`);
    await registered(client, "Alice");
    expect(await upgradeStatus(address, "/jqluster")).toBe(404);
    await close();
  });

  it.each(["//", "///", "//?", "/?//", "*"])("survives an upgrade of %s", async (path) => {
    const { address, close } = await startHttp({ websocketPath: "/" });
    await upgradeStatus(address, path);
    await registered(await connectWebSocket(`ws://${address}/`), "Alice");
    await close();
  });
});

describe("the heartbeat", () => {
  it("finds the peer that is gone without a goodbye, and lets those who answer be", async () => {
    stopTime();
    const core = new JqlusterServer();
    const transport = createWebSocketTransport(
      (port) => new NodeConnection(port, { rooms: { enter: () => core }, logger: silentLogger }),
      { maxMessageBytes: 0, pingInterval: 200, pingTimeout: 200 },
    );
    const server = createServer().on("upgrade", transport.handleUpgrade);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const good = await registered(await connectWebSocket(url), "Good");
    const gone = await registered(await connectWebSocket(url, { autoPong: false }), "Gone");
    let pings = 0;
    good.socket.on("ping", () => {
      pings += 1;
    });
    for (let round = 1; round <= 3; round++) {
      jest.advanceTimersByTime(200);
      // Its answer comes after the ping, and what it sends after its pong.
      good.send(register("Again"));
      expect(await good.next()).toMatchObject({ message_type: "register_reply" });
      expect(pings).toBe(round);
    }
    await gone.closed;
    await letTimePass(until(() => core.counts.connections === 1));
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("the handshake that a rule of the site sees", () => {
  it("has query, headers and address of a connection, also once it is closed", async () => {
    const server = createServer();
    const seen: Handshake[] = [];
    const jqluster = attachJqluster(server, {
      authorizeRegister: (handshake) => seen.push(handshake) > 0,
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const alice = await registered(await connectWebSocket(`ws://${address}/jqluster?pin=1`), "Alice");
    alice.close();
    await alice.closed;
    await until(() => jqluster.server.counts.connections === 0);
    expect(seen).toMatchObject([{ query: { pin: "1" }, headers: { host: address }, auth: {} }]);
    expect(seen.map(({ address: from }) => from)).toEqual(["127.0.0.1"]);
    await jqluster.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("an address for plain WebSocket that was left out of origins", () => {
  it("is refused to pages of other origins before the handshake, and open to programs", async () => {
    const server = createServer();
    const jqluster = attachJqluster(server, { allowOrigin: ["https://friend.example"] });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const statusFrom = (origin: string) => upgradeStatus(address, "/jqluster", { origin });
    expect(await statusFrom("https://foe.example")).toBe(403);
    expect(await statusFrom("null")).toBe(403);
    expect(await statusFrom("https://friend.example")).toBe(101);
    expect(await statusFrom(`http://${address}`)).toBe(101);
    expect(await upgradeStatus(address, "/jqluster")).toBe(101);
    await jqluster.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server as SocketIoServer } from "socket.io";
import { type AttachedJqluster, type AttachOptions, attachJqluster } from "../../src/attach/attach";
import type { Identity } from "../../src/connection";
import { errorOf, type Message, MessageType } from "../../src/protocol";
import { MemoryBus } from "../support/memory-backplane";
import { freshId, message, register, toServer } from "../support/messages";
import { until } from "../support/until";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

interface Server {
  readonly jqluster: AttachedJqluster;
  readonly connect: (room?: string) => Promise<WireClient>;
}

/** Starts a server, and gives the ways to connect to it. */
type Start = (options?: AttachOptions) => Promise<Server>;

const queryOf = (room: string | undefined) => (room === undefined ? "" : `?room=${encodeURIComponent(room)}`);

function overHttp(connect: (address: string, query: string) => Promise<WireClient>): Start {
  return async (options) => {
    const server = createServer();
    const jqluster = attachJqluster(server, options);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    opened.push(async () => {
      await jqluster.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { jqluster, connect: (room) => connect(address, queryOf(room)) };
  };
}

const startNamespace: Start = async (options) => {
  const server = createServer();
  const io = new SocketIoServer(server);
  const jqluster = attachJqluster(io.of("/remote"), options);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push(async () => {
    await jqluster.close();
    await io.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    jqluster,
    connect: (room) => connectSocketIo(`http://127.0.0.1:${port}/remote${queryOf(room)}`, ["websocket"]),
  };
};

const startWebSocket = overHttp((address, query) => connectWebSocket(`ws://${address}/jqluster${query}`));
const STARTS: Readonly<Record<string, Start>> = {
  "plain WebSocket": startWebSocket,
  "Socket.IO over WebSocket": overHttp((address, query) =>
    connectSocketIo(`http://${address}/${query}`, ["websocket"]),
  ),
  "Socket.IO over long-polling": overHttp((address, query) =>
    connectSocketIo(`http://${address}/${query}`, ["polling"]),
  ),
  "a Socket.IO namespace": startNamespace,
};

/** Every type that a page may send, and one that the server does not know. */
const TYPES = [...Object.values(MessageType).filter((type) => type !== MessageType.register), "chat"];

/** Lets Alice say everything that she can say to and of Bob, and ends with a message that she sends to herself. */
async function sayEverything(alice: WireClient): Promise<void> {
  for (const type of TYPES) {
    for (const to of ["Bob", null]) {
      const body = { node_id: "Bob", eval_code: "$(1)", in_reply_to: "1", keep: "key", each_page: true };
      alice.send({ message_id: freshId(), message_type: type, from: "Alice", to, body });
    }
  }
  alice.send(message("last", "Alice", "Alice"));
  await untilLast(alice);
}

async function untilLast(client: WireClient): Promise<Message[]> {
  const received: Message[] = [];
  for (;;) {
    const next = await client.next();
    if (next.message_type === "last") return received;
    received.push(next);
  }
}

describe.each(Object.entries(STARTS))("rooms over %s", (_name, start) => {
  it.each([
    ["red", "blue"],
    ["red", undefined],
    [undefined, "blue"],
  ])("%j and %j: nothing crosses, of no message type", async (one, other) => {
    const { connect } = await start();
    const alice = await registered(await connect(one), "Alice", "a1");
    const bob = await registered(await connect(one), "Bob", "b1");
    const stranger = await registered(await connect(other), "Bob", "b2");
    stranger.send(toServer("watch", "Bob", { node_id: "Alice" }));
    expect((await stranger.next()).body).toMatchObject({ online: false });
    await sayEverything(alice);
    stranger.send(message("last", "Bob", "Bob"));
    bob.send(message("last", "Bob", "Bob"));
    expect(await untilLast(stranger)).toEqual([]);
    const got = (await untilLast(bob)).map(({ message_type: type }) => type);
    expect(new Set(got)).toEqual(new Set(TYPES));
  });
});

describe("rooms of several processes", () => {
  it("reach their own pages on the others, and no other room there", async () => {
    const bus = new MemoryBus();
    const here = await startWebSocket({ backplane: bus.connect() });
    const there = await startWebSocket({ backplane: bus.connect() });
    const alice = await registered(await here.connect("red"), "Alice", "a1");
    const bob = await registered(await there.connect("red"), "Bob", "b1");
    const strangers = [
      await registered(await there.connect("blue"), "Bob", "b2"),
      await registered(await there.connect(), "Bob", "b3"),
    ];
    for (const stranger of strangers) {
      stranger.send(toServer("watch", "Bob", { node_id: "Alice" }));
      expect((await stranger.next()).body).toMatchObject({ online: false });
    }
    alice.send(toServer("pages", "Alice", { node_id: "Bob" }));
    expect((await alice.next()).body).toMatchObject({ result: ["b1"] });
    await sayEverything(alice);
    alice.send(message("last", "Alice", "Bob"));
    expect(new Set((await untilLast(bob)).map(({ message_type: type }) => type))).toEqual(new Set(TYPES));
    for (const stranger of strangers) {
      stranger.send(message("last", "Bob", "Bob"));
      expect(await untilLast(stranger)).toEqual([]);
    }
  });
});

describe("a room", () => {
  it("is named by the identity that rules are asked about", async () => {
    const asked: Identity[] = [];
    const rule = (_handshake: unknown, identity: Identity) => asked.push(identity) > 0;
    const { connect } = await startWebSocket({ authorizeRegister: rule, authorizeMessage: rule });
    for (const room of ["red", undefined]) {
      const page = await registered(await connect(room), "Alice");
      page.send(message("last", "Alice", "Alice"));
      await untilLast(page);
    }
    expect(asked.map(({ room }) => room)).toEqual(["red", "red", undefined, undefined]);
  });

  it.each([
    ["x".repeat(129), "room must be at most 128 bytes long"],
    ["ä".repeat(65), "room must be at most 128 bytes long"],
    ["a\nb", "room must not contain control characters"],
  ])("is refused with the name %j", async (name, error) => {
    const { connect } = await startWebSocket();
    const page = await connect(name);
    page.send(register("Alice"));
    expect(await page.next()).toMatchObject({ message_type: "register_reply", body: { error } });
  });

  it.each([["x".repeat(128)], ["ä".repeat(64)], [" "], ["__proto__"]])("may be called %j", async (name) => {
    const { connect, jqluster } = await startWebSocket();
    await registered(await connect(name), "Alice");
    expect(jqluster.room(name).counts.nodes).toBe(1);
    expect(jqluster.server.counts.nodes).toBe(0);
  });

  it("is gone with its last page; one more than maxRooms is refused, those that are there go on", async () => {
    const { connect } = await startWebSocket({ maxRooms: 2 });
    const red = await registered(await connect("red"), "Alice");
    await registered(await connect("blue"), "Alice");
    const late = await connect("green");
    late.send(register("Alice"));
    expect((await late.next()).body).toMatchObject({ error: "refused: there are too many rooms" });
    const bob = await registered(await connect("red"), "Bob");
    bob.close();
    await bob.closed;
    await registered(await connect(), "Bob");
    red.close();
    await red.closed;
    await until(async () => {
      late.send(register("Alice"));
      return errorOf(await late.next()) === undefined;
    });
  });

  it("of jqluster.room joins connections of one's own to its pages", async () => {
    const { connect, jqluster } = await startWebSocket();
    const alice = await registered(await connect("red"), "Alice");
    const received: Message[] = [];
    jqluster.room("red").register({
      uniqueId: "own",
      message: register("Own"),
      sender: (sent) => received.push(sent),
    });
    alice.send(message("chat", "Alice", "Own"));
    alice.send(message("last", "Alice", "Alice"));
    await untilLast(alice);
    expect(received.map(({ message_type: type }) => type)).toEqual(["register_reply", "chat"]);
    jqluster.room("red").unregister("own");
  });

  it("of jqluster.room needs a name that a page could give", async () => {
    const { jqluster } = await startWebSocket();
    expect(() => jqluster.room("a\nb")).toThrow(
      new TypeError("jqluster.room: room must not contain control characters"),
    );
  });
});

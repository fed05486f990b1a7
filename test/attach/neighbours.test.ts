import { createServer, type Server } from "node:http";
import { Server as SocketIoServer } from "socket.io";
import { io as connectSite } from "socket.io-client";
import { WebSocket, WebSocketServer } from "ws";
import { type AttachedJqluster, attachJqluster } from "../../src/attach/attach";
import { listen, stop, tracesOn } from "../support/listening";
import { getRequest } from "../support/messages";
import { upgradeStatus } from "../support/upgrade";
import { connectSocketIo, connectWebSocket, registered } from "../support/wire-client";

describe("a site with upgrades of its own on the same port", () => {
  let server: Server;

  beforeEach(() => {
    server = createServer((_request, response) => response.end("the site"));
  });
  afterEach(() => stop(server));

  async function expectJqlusterWorks(address: string): Promise<void> {
    const pages = [
      await registered(await connectSocketIo(`http://${address}`, ["polling"]), "Alice"),
      await registered(await connectSocketIo(`http://${address}`, ["polling", "websocket"]), "Alice"),
      await registered(await connectWebSocket(`ws://${address}/jqluster`), "Alice"),
    ];
    for (const page of pages) {
      page.close();
      await page.closed;
    }
  }

  async function expectEcho(url: string): Promise<void> {
    const socket = new WebSocket(url);
    const echo = new Promise((resolve, reject) => {
      socket.on("message", (data) => resolve(data.toString()));
      socket.on("error", reject);
    });
    socket.on("open", () => socket.send("hello"));
    expect(await echo).toBe("hello");
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.close();
    await closed;
  }

  function addEchoServer(path: string): WebSocketServer {
    const echo = new WebSocketServer({ server, path });
    echo.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
    return echo;
  }

  async function expectEvents(address: string): Promise<void> {
    const socket = connectSite(`http://${address}`, { path: "/site-events", forceNew: true });
    expect(await socket.emitWithAck("hello")).toBe("the site");
    await new Promise<void>((resolve) => {
      if (socket.io.engine.transport.name === "websocket") resolve();
      else socket.io.engine.once("upgrade", () => resolve());
    });
    socket.close();
  }

  function addEvents(): SocketIoServer {
    const io = new SocketIoServer(server, { path: "/site-events", serveClient: false });
    io.on("connection", (socket) => socket.on("hello", (reply) => reply("the site")));
    return io;
  }

  describe.each(["before", "after"])("added %s jQluster", (order) => {
    async function withJqluster<T>(addOwn: () => T): Promise<{ jqluster: AttachedJqluster; own: T }> {
      const early = order === "before" ? addOwn() : undefined;
      const jqluster = attachJqluster(server);
      return { jqluster, own: early ?? addOwn() };
    }

    it("keeps a ws server that would end every upgrade but its own", async () => {
      const { jqluster, own } = await withJqluster(() => addEchoServer("/echo"));
      const address = await listen(server);
      await expectJqlusterWorks(address);
      await expectEcho(`ws://${address}/echo`);
      expect(await upgradeStatus(address, "/neither")).toBe(400);
      await jqluster.close();
      await expectEcho(`ws://${address}/echo`);
      expect(await upgradeStatus(address, "/jqluster")).toBe(400);
      own.close();
    });

    it("keeps a Socket.IO of its own on another path", async () => {
      const { jqluster, own } = await withJqluster(addEvents);
      const address = await listen(server);
      await expectJqlusterWorks(address);
      await expectEvents(address);
      await jqluster.close();
      await expectEvents(address);
      await own.close();
    });

    it("keeps request handlers of its own, which hear of nothing that is for jQluster", async () => {
      const heard: unknown[] = [];
      const { jqluster } = await withJqluster(() => server.on("request", ({ url }) => heard.push(url)));
      const address = await listen(server);
      await expectJqlusterWorks(address);
      expect(await (await fetch(`http://${address}/page`)).text()).toBe("the site");
      await jqluster.close();
      expect(await (await fetch(`http://${address}/socket.io/`)).text()).toBe("the site");
      expect(heard).toEqual(["/page", "/socket.io/"]);
    });
  });

  it("ends an upgrade that nobody wants, and lets it be a plain request again after close", async () => {
    const jqluster = attachJqluster(server);
    const address = await listen(server);
    expect(await upgradeStatus(address, "/neither")).toBe(404);
    await jqluster.close();
    expect(await upgradeStatus(address, "/neither")).toBe(200);
  });
});

describe("several jQlusters", () => {
  let server: Server;

  beforeEach(() => {
    server = createServer((_request, response) => response.end("the site"));
  });
  afterEach(() => stop(server));

  const PATHS = ["one", "two", "three"];
  const attach = (name: string) =>
    attachJqluster(server, { socketIoPath: `/${name}/socket.io`, websocketPath: `/${name}/jqluster` });
  const join = async (address: string, name: string) =>
    registered(await connectWebSocket(`ws://${address}/${name}/jqluster`), "Alice");

  it("on one server do not hear of each other", async () => {
    const jqlusters = PATHS.map(attach);
    const address = await listen(server);
    const [first, second] = [await join(address, "one"), await join(address, "two")] as const;
    first.send(getRequest("Alice", "Alice"));
    await first.next();
    expect(second.unread).toEqual([]);
    const viaPolling = await connectSocketIo(`http://${address}`, ["polling"], { path: "/three/socket.io" });
    await registered(viaPolling, "Bob");
    expect([first.unread, second.unread]).toEqual([[], []]);
    expect(jqlusters.map((jqluster) => jqluster.server.counts.connections)).toEqual([1, 1, 1]);
    viaPolling.close();
    await viaPolling.closed;
    for (const jqluster of jqlusters) await jqluster.close();
  });

  it.each([
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ])("on one server can be closed in the order %i, %i, %i", async (...order) => {
    const before = tracesOn(server);
    const jqlusters = PATHS.map(attach);
    const address = await listen(server);
    const left = new Set(PATHS);
    for (const i of order) {
      await jqlusters[i]?.close();
      left.delete(PATHS[i] as string);
      for (const name of left) (await join(address, name)).close();
      expect(await (await fetch(`http://${address}/`)).text()).toBe("the site");
    }
    expect(tracesOn(server)).toEqual(before);
  });

  it("refuse a path that another has taken, until it is closed", async () => {
    const first = attachJqluster(server);
    expect(() => attachJqluster(server)).toThrow(/\/socket\.io.*taken/);
    expect(() => attachJqluster(server, { socketIoPath: "/other" })).toThrow(/\/jqluster.*taken/);
    await first.close();
    await attachJqluster(server).close();
  });

  it("can be on namespaces of one Socket.IO server", async () => {
    const io = new SocketIoServer(server);
    const jqlusters = ["/one", "/two"].map((name) => attachJqluster(io.of(name)));
    const address = await listen(server);
    const first = await registered(await connectSocketIo(`http://${address}/one`, ["websocket"]), "Alice");
    const second = await registered(await connectSocketIo(`http://${address}/two`, ["websocket"]), "Bob");
    first.send(getRequest("Alice", "Bob"));
    expect(await first.next()).toMatchObject({ body: { error: expect.stringContaining("no such node") } });
    expect(second.unread).toEqual([]);
    for (const jqluster of jqlusters) await jqluster.close();
    await io.close();
  });
});

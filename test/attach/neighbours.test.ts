import { createServer, type Server } from "node:http";
import { Server as SocketIoServer } from "socket.io";
import { io as connectSite } from "socket.io-client";
import { WebSocket, WebSocketServer } from "ws";
import { type AttachedJqluster, type AttachOptions, attachJqluster } from "../../src/attach/attach";
import type { Logger } from "../../src/core";
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

describe("a Socket.IO server of the site's own on the same path", () => {
  let server: Server;
  let site: SocketIoServer;
  let jqluster: AttachedJqluster;
  const REGISTER_TIMEOUT = 54_321;
  /** What is due when a page has not registered in time. */
  const due: (() => void)[] = [];

  beforeEach(() => {
    server = createServer((_request, response) => response.writeHead(404).end());
    const set = setTimeout;
    jest.spyOn(globalThis, "setTimeout").mockImplementation((call, time, ...args) => {
      const timer = set(call, time, ...args);
      if (time === REGISTER_TIMEOUT) {
        due.push(() => {
          clearTimeout(timer);
          call(...args);
        });
      }
      return timer;
    });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await jqluster.close();
    await site.close();
  });

  /** Ends the time of all pages to register, so that none is too slow for a test. */
  function endTime(): void {
    for (const act of due.splice(0)) act();
  }

  /** Attaches both, and gives the address of the server. */
  async function attachBoth(order: string, options: AttachOptions): Promise<string> {
    const early = order === "before" ? new SocketIoServer(server) : undefined;
    jqluster = attachJqluster(server, options);
    site = early ?? new SocketIoServer(server);
    return listen(server);
  }

  /** Joins a namespace, and does there what a page of the site may do. */
  async function visit(
    address: string,
    name: string,
    events: readonly string[],
    onConnect = () => {},
  ): Promise<void> {
    const page = connectSite(`http://${address}${name}`, { forceNew: true, reconnection: false });
    const hears = (event: string) => new Promise((resolve) => page.once(event, resolve));
    const ended = Promise.race(["connect_error", "disconnect", "jqluster-message"].map(hears));
    page.once("connect", () => {
      for (const event of events) page.emit(event, {});
      onConnect();
    });
    await ended;
    page.disconnect();
  }

  const WAY_OUT =
    " If this site has a Socket.IO server of its own at /socket.io, only one of the two is reached: " +
    "give attachJqluster another socketIoPath, or the Socket.IO server as its host";
  const SCRIPT = "/socket.io/socket.io.min.js";

  // Nothing on a server tells at which path another Socket.IO is.
  describe.each(["before", "after"])("added %s", (order) => {
    it.each<[string, (address: string) => Promise<unknown>, string]>([
      [
        "sends an event",
        (address) => visit(address, "/", ["hello", "jqluster-message"]),
        'A page sent the event "hello", which jQluster does not know.',
      ],
      [
        "asks for a namespace",
        (address) => visit(address, "/chat", []),
        'A page asked for the namespace "/chat", which jQluster does not know.',
      ],
      ["only listens", (address) => visit(address, "/", [], endTime), "A page connected and sent nothing."],
      [
        "loads the script of its server",
        async (address) =>
          expect(await (await fetch(`http://${address}${SCRIPT}`)).text()).toContain("Socket.IO"),
        `The site serves ${SCRIPT} itself.`,
      ],
    ])("is told of with the way out, once, at the first page that %s", async (_what, act, text) => {
      const warnings: string[] = [];
      const logger: Logger = (level, line) => level === "warn" && warnings.push(line);
      const address = await attachBoth(order, { logger, registerTimeout: REGISTER_TIMEOUT });
      for (let i = 0; i < 2; i++) await act(address);
      expect(warnings.filter((line) => line.includes("socketIoPath"))).toEqual([text + WAY_OUT]);
    });

    it("is told of by a warning of the process where there is no logger", async () => {
      const warn = jest.spyOn(process, "emitWarning").mockImplementation();
      const address = await attachBoth(order, {});
      await visit(address, "/chat", []);
      expect(warn.mock.calls).toEqual([[expect.stringContaining(WAY_OUT), "JqlusterWarning"]]);
    });
  });

  it("is not told of where a page is late, or asks for a script that is not there", async () => {
    const lines: string[] = [];
    jqluster = attachJqluster(server, {
      registerTimeout: REGISTER_TIMEOUT,
      logger: (_level, line) => lines.push(line),
    });
    site = new SocketIoServer(server, { path: "/other" });
    const address = await listen(server);
    const page = connectSite(`http://${address}`, { forceNew: true, reconnection: false });
    const ended = new Promise((resolve) => page.once("disconnect", resolve));
    page.once("jqluster-message", endTime);
    page.emit("jqluster-message", {});
    await ended;
    expect((await fetch(`http://${address}${SCRIPT}`)).status).toBe(404);
    expect(lines).toEqual(expect.arrayContaining([expect.stringContaining("not registered in time")]));
    expect(lines.filter((line) => line.includes("socketIoPath"))).toEqual([]);
  });
});

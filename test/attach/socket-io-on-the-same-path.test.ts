import { createServer, type Server } from "node:http";
import { Server as SocketIoServer } from "socket.io";
import { io as connectSite } from "socket.io-client";
import { type AttachedJqluster, type AttachOptions, attachJqluster } from "../../src/attach/attach";
import type { Logger } from "../../src/core";
import { listen } from "../support/listening";

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

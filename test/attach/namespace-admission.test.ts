import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io as connect, type Socket } from "socket.io-client";
import { type AttachedJqluster, type AttachOptions, attachJqluster } from "../../src/attach/attach";
import type { Message } from "../../src/protocol";
import { message, register } from "../support/messages";
import { messageOfBytes } from "../support/padded";
import { until } from "../support/until";

/** A site whose own Socket.IO lets everybody in, and a jQluster on one of its namespaces. */
describe("jQluster on a site's namespace", () => {
  let server: HttpServer;
  let site: Server;
  let jqluster: AttachedJqluster;
  const clients: Socket[] = [];

  async function start(options: AttachOptions): Promise<void> {
    server = createServer();
    site = new Server(server, { cors: { origin: "*" } });
    site.on("connection", (socket) =>
      socket.on("ping site", (_text: string, answer: () => void) => answer()),
    );
    jqluster = attachJqluster(site.of("/remote"), options);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }

  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await jqluster.close();
    await site.close();
  });

  /** Connects to the namespace; gives the socket, or the text of the refusal. */
  async function join(headers: Record<string, string> = {}): Promise<Socket | string> {
    const { port } = server.address() as AddressInfo;
    const socket = connect(`http://127.0.0.1:${port}/remote`, {
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
      extraHeaders: headers,
    });
    clients.push(socket);
    return new Promise((resolve) => {
      socket.once("connect", () => resolve(socket));
      socket.once("connect_error", ({ message: text }) => resolve(text));
    });
  }

  async function joined(headers?: Record<string, string>): Promise<Socket> {
    const socket = await join(headers);
    if (typeof socket === "string") throw new Error(socket);
    return socket;
  }

  it("lets only pages of its own origins join, whatever the site's own rules say", async () => {
    await start({});
    expect(await join({ origin: "https://evil.example" })).toBe("Pages of this origin may not connect here");
    await joined();
  });

  it("lets pages of the origins join that it was given", async () => {
    await start({ allowOrigin: ["https://friend.example"] });
    await joined({ origin: "https://friend.example" });
    expect(typeof (await join({ origin: "https://evil.example" }))).toBe("string");
  });

  it("limits how many join", async () => {
    await start({ maxConnections: 2 });
    const [first] = [await joined(), await joined()];
    expect(await join()).toBe("There are too many connections");
    first.disconnect();
    await until(() => site.of("/remote").sockets.size === 1);
    await joined();
  });

  it.each([
    [999, true],
    [1000, true],
    [1001, false],
  ])("takes messages up to its own limit of 1000 bytes: %i", async (bytes, passes) => {
    await start({ maxMessageBytes: 1000 });
    const page = await joined();
    const inbox: Message[] = [];
    page.on("jqluster-message", (sent: Message) => inbox.push(sent));
    page.emit("jqluster-message", register("Alice"));
    await until(() => inbox.length === 1);
    const sent = messageOfBytes(bytes, "Alice", "Alice");
    page.emit("jqluster-message", sent);
    await until(() => inbox.length === 2);
    if (passes) expect(inbox[1]).toEqual(sent);
    else
      expect(inbox[1]).toMatchObject({ message_type: "error", body: { error: "closed: message too large" } });
    await until(() => page.connected === passes);
  });

  it("leaves messages of the site alone, however large", async () => {
    await start({ maxMessageBytes: 1000 });
    const { port } = server.address() as AddressInfo;
    const page = connect(`http://127.0.0.1:${port}/`, { forceNew: true });
    clients.push(page);
    await new Promise<void>((resolve) => page.emit("ping site", "x".repeat(50_000), resolve));
    page.emit("jqluster-message", "x".repeat(50_000));
    await new Promise<void>((resolve) => page.emit("ping site", "", resolve));
    expect(page.connected).toBe(true);
  });

  it("closes a flood, and tells it so", async () => {
    await start({ rateLimit: 10 });
    const page = await joined();
    const told: Message[] = [];
    page.on("jqluster-message", (sent: Message) => told.push(sent));
    for (let i = 0; i < 500; i++) page.emit("jqluster-message", message("signal", "Alice", "Alice"));
    await new Promise((resolve) => page.once("disconnect", resolve));
    expect(told.at(-1)).toMatchObject({ body: { error: "closed: too many messages" } });
  });

  it("tells its pages when it stops, and leaves their connections to the site", async () => {
    await start({});
    const page = await joined();
    const told: Message[] = [];
    page.on("jqluster-message", (sent: Message) => told.push(sent));
    page.emit("jqluster-message", register("Alice"));
    await until(() => told.length === 1);
    await jqluster.close();
    await until(() => told.length === 2);
    expect(told[1]).toMatchObject({ message_type: "notice", body: { notice: "server stops" } });
    expect(page.connected).toBe(true);
    expect(jqluster.server.counts.connections).toBe(0);
  });
});

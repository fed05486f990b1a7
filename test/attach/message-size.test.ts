import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server as SocketIoServer } from "socket.io";
import { type AttachedJqluster, type AttachOptions, attachJqluster } from "../../src/attach/attach";
import { type ConnectedNode, connect } from "../../src/client";

/** The largest packet that the site's Socket.IO takes, in bytes. */
const SITE_LIMIT = 5_000;

let server: HttpServer;
let io: SocketIoServer;
let jqluster: AttachedJqluster;
let nodes: ConnectedNode[];

beforeEach(() => {
  server = createServer();
  io = new SocketIoServer({ maxHttpBufferSize: SITE_LIMIT });
  nodes = [];
});
afterEach(async () => {
  for (const node of nodes) node.release();
  await jqluster.close();
  await io.close();
});

/** Attaches to a namespace of the site's Socket.IO, which gets its HTTP server before or after. */
async function start(
  namespace: string | RegExp,
  isFirst: boolean,
  options: AttachOptions = {},
): Promise<void> {
  if (isFirst) io.attach(server);
  jqluster = attachJqluster(io.of(namespace), options);
  if (!isFirst) io.attach(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}

async function join(nodeId: string, namespace: string, transport: string): Promise<ConnectedNode> {
  const { port } = server.address() as AddressInfo;
  const node = await connect(nodeId, `http://127.0.0.1:${port}${namespace}`, { transports: [transport] });
  nodes.push(node);
  return node;
}

/** Shows that nothing above the limit ends a connection, and that nothing below it is refused. */
async function expectExact(namespace: string, transport: string): Promise<void> {
  await join("Bob", namespace, transport);
  const alice = await join("Alice", namespace, transport);
  const gone: string[] = [];
  alice.on("disconnect", (reason) => gone.push(reason));
  /** What comes of a text of so many characters: the node Bob has no page, and says so of all that reaches it. */
  const say = (length: number) =>
    alice.remote("Bob")("#box").text("x".repeat(length)).promise().then(String, String);
  const ARRIVED = "this node is a program without a page";
  const refusal = await say(10 * SITE_LIMIT);
  const [, bytes = "", allowed = ""] = /has (\d+) bytes, at most (\d+) are allowed/.exec(refusal) ?? [];
  expect(Number(allowed)).toBeLessThan(SITE_LIMIT);
  const longest = 10 * SITE_LIMIT - (Number(bytes) - Number(allowed));
  expect(await say(longest + 1)).toContain(`has ${Number(allowed) + 1} bytes`);
  expect(await say(longest)).toContain(ARRIVED);
  // Together they are larger than one may be.
  const many = await Promise.all(Array.from({ length: 100 }, () => say(SITE_LIMIT / 10)));
  expect(many.filter((answer) => !answer.includes(ARRIVED))).toEqual([]);
  expect(gone).toEqual([]);
}

describe.each(["websocket", "polling"])(
  "over %s, a message that the site's Socket.IO does not take",
  (way) => {
    it.each([
      ["/", true, {}],
      ["/", false, {}],
      ["/pages/größe", true, {}],
      ["/pages", false, { maxMessageBytes: 0 }],
      ["/pages", true, { maxMessageBytes: 1_000_000 }],
    ])(
      "is refused at once, to the byte, in %s (attached first: %s, %j)",
      async (namespace, isFirst, options) => {
        await start(namespace, isFirst, options);
        await expectExact(namespace, way);
      },
    );

    it("is refused at once in a namespace that is one of many", async () => {
      await start(/^\/room-\d+$/, true);
      await expectExact("/room-123456", way);
    });

    it("is refused at once on one of two HTTP servers, of which the other takes more", async () => {
      await start("/", true);
      io.attach(createServer(), { maxHttpBufferSize: 10 * SITE_LIMIT });
      await expectExact("/", way);
    });

    it("is refused by the limit of jQluster where that is smaller", async () => {
      await start("/", true, { maxMessageBytes: 3_000 });
      await join("Bob", "/", way);
      const alice = await join("Alice", "/", way);
      const said = alice.remote("Bob")("#box").text("x".repeat(3_000)).promise();
      await expect(said).rejects.toThrow("at most 3000 are allowed");
    });
  },
);

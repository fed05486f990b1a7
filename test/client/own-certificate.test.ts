import { createServer, type Server } from "node:https";
import { type AttachedJqluster, attachJqluster } from "../../src/attach/attach";
import { connect } from "../../src/client";
import { makeCertificate } from "../support/certificate";
import { listen, stop } from "../support/listening";

const own = makeCertificate();
const foreign = makeCertificate();

let server: Server;
let jqluster: AttachedJqluster;
let address: string;

beforeAll(async () => {
  server = createServer(own);
  jqluster = attachJqluster(server);
  address = await listen(server);
});
afterAll(async () => {
  await jqluster.close();
  await stop(server);
});

describe.each([
  ["Socket.IO by polling", () => `https://${address}`, { transports: ["polling"] }],
  ["Socket.IO by WebSocket", () => `https://${address}`, { transports: ["websocket"] }],
  ["Socket.IO", () => `https://${address}`, {}],
  ["plain WebSocket", () => `wss://${address}/jqluster`, {}],
])("a server with a certificate of its own, over %s", (_what, url, options) => {
  test.each<[string, () => string | Uint8Array | readonly (string | Uint8Array)[]]>([
    ["a text", () => own.cert],
    ["bytes", () => Buffer.from(own.cert)],
    ["one of a list", () => [foreign.cert, Buffer.from(own.cert)]],
  ])("is trusted by %s", async (_kind, ca) => {
    const robot = await connect("robot", url(), { ...options, ca: ca() });
    expect(await robot.remote("robot").pages()).toEqual([robot.pageId]);
    robot.release();
  });

  test.each<[string, object]>([
    ["without it", {}],
    ["by another", { ca: foreign.cert }],
  ])("is not trusted %s", async (_kind, trust) => {
    await expect(connect("robot", url(), { ...options, ...trust, timeout: 1000 })).rejects.toMatchObject({
      name: "TimeoutError",
    });
  });
});

test.each<[unknown]>([
  ["/etc/ssl/own.pem"],
  [own.key],
  [[]],
  [[own.cert, 5]],
  [Buffer.from("no PEM")],
  [null],
])("%p is no certificate", async (ca) => {
  await expect(connect("robot", `https://${address}`, { ca: ca as never })).rejects.toThrow(
    "ca must be a certificate as PEM, or a list of such",
  );
});

test("an option that does not exist is told, with ca among those that do", async () => {
  await expect(connect("robot", `https://${address}`, { cert: own.cert } as never)).rejects.toThrow(
    /unknown option "cert": there are .*\bca$/,
  );
});

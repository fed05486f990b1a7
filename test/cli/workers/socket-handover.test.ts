import type { Worker } from "node:cluster";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { handOver, passOn, type SocketHandover } from "../../../src/cli/workers/socket-handover";

const HANDOVER: SocketHandover = { jqluster: "socket", worker: 2, read: "" };

let server: Server;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await once(server.close(), "close");
});

/** Both ends of a new connection. */
async function connection(): Promise<{ near: Socket; far: Socket }> {
  const far = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [near] = (await once(server, "connection")) as [Socket];
  sockets.push(near, far);
  return { near, far };
}

/** Says something on a connection and waits until this process could have read it. */
async function speak(far: Socket): Promise<void> {
  const other = await connection();
  await new Promise((resolve) => far.write("first word", resolve));
  other.far.write("later");
  await once(other.near, "data");
}

test("a process reads what is said on its connections", async () => {
  const { near, far } = await connection();
  await speak(far);
  expect(near.bytesRead).toBe(10);
});

test("the primary leaves what is said to the worker that gets the connection", async () => {
  const { near, far } = await connection();
  const sent: unknown[] = [];
  const worker = { send: (...args: unknown[]) => sent.push(...args) } as unknown as Worker;
  passOn(HANDOVER, near, worker);
  await speak(far);
  expect(sent).toEqual([HANDOVER, near, expect.any(Function)]);
  expect(near.bytesRead).toBe(0);
});

test("the primary has no part in a connection that it has passed on, so that the first worker can end", async () => {
  const { near } = await connection();
  const send = (_message: unknown, _socket: unknown, sent: (error: Error | null) => void) => sent(null);
  const closed = once(near, "close");
  passOn(HANDOVER, near, { send } as unknown as Worker);
  await closed;
});

test("a worker leaves what is said to the one that gets the connection", async () => {
  const { near, far } = await connection();
  // What would go to the parent process goes nowhere: it is the test runner's.
  const send = jest.fn();
  const before = process.send;
  process.send = send;
  handOver(near, 2, Buffer.from("read before"));
  if (before) process.send = before;
  else delete process.send;
  await speak(far);
  const message = { jqluster: "socket", worker: 2, read: Buffer.from("read before").toString("base64") };
  expect(send).toHaveBeenCalledWith(message, near, { keepOpen: false }, expect.any(Function));
  expect(near.bytesRead).toBe(0);
});

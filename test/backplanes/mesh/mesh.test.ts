import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FrameWriter } from "../../../src/backplanes/mesh/frames";
import { joinMesh, type Mesh } from "../../../src/backplanes/mesh/mesh";
import { BackplaneError } from "../../../src/core";
import { until } from "../../support/until";

const MEMBER = join(__dirname, "../../support/mesh-member.mjs");
const MESSAGES = 30_000;

let folder: string;
let open: Mesh[];
let children: ChildProcess[];
let sockets: Socket[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jqluster-mesh-"));
  open = [];
  children = [];
  sockets = [];
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(open.map((mesh) => mesh.close()));
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true });
});

const addressOf = (number: number) => join(folder, `${number}.sock`);

async function start(number: number, ...members: number[]): Promise<Mesh> {
  const mesh = await joinMesh({ number, addressOf, members: async () => members });
  open.push(mesh);
  return mesh;
}

/** Starts one in a process of its own that takes numbers. */
async function startChild(number: number, ...members: number[]): Promise<ChildProcess> {
  const args = [MEMBER, folder, String(number), ...members.map(String)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

/** Links with a process of the mesh as process 9 that says nothing but these entries. */
async function mute(number: number, ...entries: [kind: number, text: string][]): Promise<Socket> {
  const socket = connect(addressOf(number));
  sockets.push(socket);
  await once(socket, "connect");
  const frame = new FrameWriter();
  frame.add(0, "9");
  for (const [kind, text] of entries) frame.add(kind, text);
  socket.write(frame.take());
  return socket;
}

test(`${MESSAGES} numbered messages arrive in order while a third process is killed`, async () => {
  const sender = await start(1);
  const receiver = await start(2, 1);
  const received: number[] = [];
  await receiver.subscribe("numbers", (payload) => received.push(Number(payload)));
  const third = await startChild(3, 1, 2);
  const counts = new Set<number>();
  for (let i = 0; i < MESSAGES; i++) {
    counts.add(await sender.publish("numbers", String(i)));
    if (i === MESSAGES / 3) third.kill("SIGKILL");
    // The loop that publishes gives the other side its turn.
    if (i % 100 === 0) await new Promise(setImmediate);
  }
  await until(() => received.length === MESSAGES);
  expect(received).toEqual(Array.from({ length: MESSAGES }, (_unused, i) => i));
  await until(() => sender.members.length === 2);
  await expect(sender.publish("numbers", "last")).resolves.toBe(1);
  counts.delete(1);
  expect(counts).toEqual(new Set([2]));
});

test(`of ${MESSAGES} messages to a process that does not read, each arrives or its sender gets an error`, async () => {
  const sender = await start(1);
  const child = await startChild(2, 1);
  let taken: number[] | undefined;
  await sender.subscribe("taken", (payload) => {
    taken = JSON.parse(payload) as number[];
  });
  child.kill("SIGSTOP");
  const padding = " ".repeat(1000);
  const outcomes = await Promise.allSettled(
    Array.from({ length: MESSAGES }, (_unused, i) => sender.publish("numbers", `${i}${padding}`)),
  );
  child.kill("SIGCONT");
  const accepted = outcomes.flatMap(({ status }, i) => (status === "fulfilled" ? [i] : []));
  const errors = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(accepted.length).toBeGreaterThan(10_000);
  expect(errors.length).toBeGreaterThan(10_000);
  expect(errors[0]).toEqual(new BackplaneError("worker 2 is too busy to take more messages"));
  // As soon as it reads again, it can be asked.
  await until(() =>
    sender.publish("report", "").then(
      () => true,
      () => false,
    ),
  );
  await until(() => taken !== undefined);
  expect(taken).toEqual(accepted);
});

test("a subscription is answered when every other process knows it", async () => {
  const mesh = await start(1);
  const silent = await mute(1);
  await until(() => mesh.members.length === 2);
  let isSettled = false;
  const subscribed = mesh
    .subscribe("a", () => {})
    .then(() => {
      isSettled = true;
    });
  await once(silent, "data");
  await new Promise(setImmediate);
  expect(isSettled).toBe(false);
  const confirmation = new FrameWriter();
  confirmation.add(4, "1");
  silent.write(confirmation.take());
  await subscribed;
});

test("a process that ends holds up no subscription", async () => {
  const mesh = await start(1);
  const silent = await mute(1);
  await until(() => mesh.members.length === 2);
  const subscribed = mesh.subscribe("a", () => {});
  silent.destroy();
  await subscribed;
  expect(mesh.members).toEqual([1]);
});

test("that a process has ended is known without asking, and told", async () => {
  const mesh = await start(1);
  let losses = 0;
  const stop = mesh.onLoss?.(() => {
    losses += 1;
  });
  const silent = await mute(1, [1, "16 node:Bob"]);
  await until(() => mesh.members.length === 2);
  await expect(mesh.publish("node:Bob", "hello")).resolves.toBe(1);
  silent.destroy();
  await until(() => mesh.members.length === 1);
  await expect(mesh.publish("node:Bob", "hello")).resolves.toBe(0);
  expect(losses).toBe(1);
  stop?.();
  const another = await mute(1);
  await until(() => mesh.members.length === 2);
  another.destroy();
  await until(() => mesh.members.length === 1);
  expect(losses).toBe(1);
});

test("what one turn says to a process is one frame", async () => {
  const mesh = await start(1);
  const silent = await mute(1, [1, "16 a"], [1, "17 b"]);
  await until(() => mesh.members.length === 2);
  // What it says at the beginning.
  await once(silent, "data");
  let bytes = 0;
  silent.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  for (let i = 0; i < 10; i++) void mesh.publish(i % 2 ? "a" : "b", "hello");
  const expected = 8 + 10 * (8 + "hello".length);
  await until(() => bytes >= expected);
  expect(bytes).toBe(expected);
});

test("a process that was expected but has ended holds up no joining", async () => {
  const mesh = await start(2, 1);
  expect(mesh.members).toEqual([2]);
  expect(mesh.isUp).toBe(true);
});

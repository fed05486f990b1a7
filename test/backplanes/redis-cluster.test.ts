import { Redis } from "ioredis";
import { createRedisBackplane } from "../../src/backplanes/redis";
import { roomTagOf, slotOfTag } from "../../src/backplanes/redis-slots";
import type { Backplane } from "../../src/core";
import { type RedisCluster, startRedisCluster } from "../support/redis";
import { until } from "../support/until";

/** One room for each server of the cluster. */
const ROOMS = ["blue", "green", "grey"];

let cluster: RedisCluster;
let open: Backplane[];

beforeAll(async () => {
  cluster = await startRedisCluster();
});

beforeEach(() => {
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((backplane) => backplane.close()));
});

afterAll(() => cluster.stop());

async function connect(): Promise<Backplane> {
  const backplane = createRedisBackplane({ url: cluster.url });
  open.push(backplane);
  await until(() => backplane.isUp);
  return backplane;
}

function channelIn(room: string, name: string): string {
  return `room:${room}\n${name}`;
}

/** Which server of the cluster has a room. */
function serverOf(room: string): number {
  return Math.floor(slotOfTag(roomTagOf(channelIn(room, ""))) / 5461.34);
}

test("slots are those that Redis computes", async () => {
  const admin = new Redis(cluster.servers[0]?.url ?? "");
  const channels = [
    "node:Bob",
    ...ROOMS.map((room) => channelIn(room, "node:Bob")),
    channelIn("a}{b", "日本"),
  ];
  for (const channel of channels) {
    const tag = roomTagOf(channel);
    expect(slotOfTag(tag)).toBe(await admin.cluster("KEYSLOT", `jqluster:{${tag}}${channel}`));
  }
  admin.disconnect();
});

test("rooms are on different servers, and what is said in one arrives in order over all its channels", async () => {
  expect(new Set(ROOMS.map(serverOf)).size).toBe(3);
  const [sender, receiver] = [await connect(), await connect()];
  const heard = new Map<string, number[]>(ROOMS.map((room) => [room, []]));
  for (const room of ROOMS) {
    for (const name of ["a", "b", "c"]) {
      const receive = (payload: string) => heard.get(room)?.push(Number(payload));
      await receiver.subscribe(channelIn(room, name), receive);
    }
  }
  const counts = Array.from({ length: 3000 }, (_unused, i) =>
    sender.publish(channelIn(String(ROOMS[i % 3]), "abc".charAt(Math.floor(i / 3) % 3)), String(i)),
  );
  expect(new Set(await Promise.all(counts))).toEqual(new Set([1]));
  await until(() => ROOMS.every((room) => heard.get(room)?.length === 1000));
  for (const [i, room] of ROOMS.entries()) {
    expect(heard.get(room)).toEqual(Array.from({ length: 1000 }, (_unused, k) => 3 * k + i));
  }
  await expect(sender.count(ROOMS.map((room) => channelIn(room, "a")))).resolves.toEqual([1, 1, 1]);
});

test("while a server is away its rooms fail with an error, others go on, and they return with it", async () => {
  const [sender, receiver] = [await connect(), await connect()];
  const heard: string[] = [];
  for (const room of ROOMS) await receiver.subscribe(channelIn(room, "a"), (payload) => heard.push(payload));
  const changes: boolean[] = [];
  sender.onChange((isUp) => changes.push(isUp));
  const away = ROOMS.find((room) => serverOf(room) === 2) ?? "";
  const there = ROOMS.find((room) => serverOf(room) === 1) ?? "";
  await cluster.servers[2]?.kill();
  await until(() => !sender.isUp);
  await expect(sender.publish(channelIn(away, "a"), "lost")).rejects.toThrow("Redis is away");
  await expect(sender.publish(channelIn(there, "a"), "heard")).resolves.toBe(1);
  await cluster.servers[2]?.restart();
  await until(() => sender.isUp && receiver.isUp);
  await until(() =>
    sender.publish(channelIn(away, "a"), "again").then(
      (count) => count === 1,
      () => false,
    ),
  );
  await until(() => heard.length === 2);
  expect(heard).toEqual(["heard", "again"]);
  expect(changes).toEqual([false, true]);
});

test("slots that move to another server take their subscriptions with them", async () => {
  const [sender, receiver] = [await connect(), await connect()];
  const room = ROOMS.find((candidate) => serverOf(candidate) === 0) ?? "";
  const heard: string[] = [];
  await receiver.subscribe(channelIn(room, "a"), (payload) => heard.push(payload));
  const slot = String(slotOfTag(roomTagOf(channelIn(room, ""))));
  const admins = cluster.servers.map(({ url }) => new Redis(url));
  const [source, target] = await Promise.all(
    [admins[0], admins[1]].map(async (admin) => String(await admin?.call("CLUSTER", "MYID"))),
  );
  // Without these, what the first server said just before could take the slot back.
  await admins[1]?.call("CLUSTER", "SETSLOT", slot, "IMPORTING", String(source));
  await admins[0]?.call("CLUSTER", "SETSLOT", slot, "MIGRATING", String(target));
  for (const admin of [admins[1], admins[0], admins[2]]) {
    await admin?.call("CLUSTER", "SETSLOT", slot, "NODE", String(target));
  }
  for (const admin of admins) admin.disconnect();
  await until(() =>
    sender.publish(channelIn(room, "a"), "moved").then(
      (count) => count === 1,
      () => false,
    ),
  );
  await until(() => heard.length > 0);
  expect(heard).toEqual(["moved"]);
});

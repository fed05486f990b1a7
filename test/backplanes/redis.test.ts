import { createServer, type Socket } from "node:net";
import { Redis } from "ioredis";
import { createRedisBackplane } from "../../src/backplanes/redis";
import type { Backplane, LogLevel } from "../../src/core";
import { freePort, type RedisServer, startRedis } from "../support/redis";
import { until } from "../support/until";

let server: RedisServer;
let open: Backplane[];
let log: string[];

beforeEach(async () => {
  server = await startRedis();
  open = [];
  log = [];
});

afterEach(async () => {
  await Promise.all(open.map((backplane) => backplane.close()));
  await server.stop();
});

function create(url = server.url): Backplane {
  const logger = (level: LogLevel, message: string) => log.push(`${level}: ${message}`);
  const backplane = createRedisBackplane({ url, logger });
  open.push(backplane);
  return backplane;
}

async function connect(url = server.url): Promise<Backplane> {
  const backplane = create(url);
  await until(() => backplane.isUp);
  return backplane;
}

test("Redis away at the start: one clear line, subscriptions wait, and it connects when Redis is there", async () => {
  await server.kill();
  const backplane = create();
  const heard: string[] = [];
  await backplane.subscribe("a", (payload) => heard.push(payload));
  await expect(backplane.publish("a", "x")).rejects.toThrow("Redis is away");
  await expect(backplane.count(["a"])).rejects.toThrow("Redis is away");
  await until(() => log.length > 0);
  expect(log).toEqual([
    expect.stringMatching(/^error: Redis at 127\.0\.0\.1:\d+ is away \(.*ECONNREFUSED.*\); trying again/),
  ]);
  await server.restart();
  await until(() => backplane.isUp);
  expect(log).toEqual([expect.any(String), expect.stringMatching(/^info: Connected to Redis/)]);
  const other = await connect();
  await expect(other.publish("a", "x")).resolves.toBe(1);
  await until(() => heard.length === 1);
});

test("Redis is killed and restarted: what was under way fails, subscriptions return", async () => {
  const [sender, receiver] = [await connect(), await connect()];
  const heard: string[] = [];
  for (let i = 0; i < 2500; i++) receiver.subscribe(`c${i}`, (payload) => heard.push(payload));
  await receiver.subscribe("last", () => {});
  const changes: boolean[] = [];
  const stop = receiver.onChange((isUp) => changes.push(isUp));
  server.signal("SIGSTOP");
  const lost = sender.publish("c1", "lost");
  lost.catch(() => {});
  await server.kill();
  await expect(lost).rejects.toThrow();
  await until(() => !sender.isUp && !receiver.isUp);
  await expect(sender.publish("c1", "x")).rejects.toThrow();
  await receiver.subscribe("new", (payload) => heard.push(payload));
  receiver.unsubscribe("c0");
  await server.restart();
  await until(() => sender.isUp && receiver.isUp);
  expect(changes).toEqual([false, true]);
  stop();
  await expect(sender.count(["c0", "c1", "c2499", "new"])).resolves.toEqual([0, 1, 1, 1]);
  await sender.publish("c2499", "again");
  await sender.publish("new", "new");
  await until(() => heard.length === 2);
  expect(heard).toEqual(["again", "new"]);
});

test("a stalled Redis is noticed without traffic, and what is sent fails within two seconds", async () => {
  const backplane = await connect();
  server.signal("SIGSTOP");
  const started = performance.now();
  await expect(backplane.publish("a", "x")).rejects.toThrow("Redis does not answer");
  expect(performance.now() - started).toBeGreaterThan(1000);
  expect(backplane.isUp).toBe(false);
  server.signal("SIGCONT");
  await until(() => backplane.isUp);
  server.signal("SIGSTOP");
  await until(() => !backplane.isUp);
  server.signal("SIGCONT");
  await until(() => backplane.isUp);
});

test("a process that is held up again and again waits longer for Redis", async () => {
  const backplane = await connect();
  const now = performance.now.bind(performance);
  // Each look at the clock finds that more time has passed than was waited for.
  const clock = jest.spyOn(performance, "now").mockImplementation(() => 4 * now());
  try {
    server.signal("SIGSTOP");
    const taken = backplane.publish("a", "x");
    taken.catch(() => {});
    const begin = performance.now();
    await until(() => performance.now() - begin > 2000);
    server.signal("SIGCONT");
    await expect(taken).resolves.toBe(0);
    expect(backplane.isUp).toBe(true);
  } finally {
    clock.mockRestore();
  }
});

test("a connection that Redis drops is made anew with its subscriptions", async () => {
  const [sender, receiver] = [await connect(), await connect()];
  await receiver.subscribe("a", () => {});
  const changes: boolean[] = [];
  receiver.onChange((isUp) => changes.push(isUp));
  const admin = new Redis(server.url);
  await admin.call("CLIENT", "KILL", "TYPE", "pubsub");
  await admin.quit();
  await until(() => changes.length === 2);
  expect(changes).toEqual([false, true]);
  await until(() => sender.isUp);
  await expect(sender.publish("a", "x")).resolves.toBe(1);
});

test("a host that takes connections and never says a word is not waited for", async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket));
  const port = await freePort();
  await new Promise<void>((resolve) => mute.listen(port, "127.0.0.1", resolve));
  const backplane = create(`redis://127.0.0.1:${port}`);
  await until(() => log.length > 0);
  expect(log[0]).toMatch(/does not answer/);
  await backplane.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => mute.close(resolve));
});

test("with a password in the URL it connects; a wrong one is told, and no password is logged", async () => {
  await server.stop();
  server = await startRedis("--requirepass", "open sesame");
  const url = new URL(server.url);
  url.password = "wrong";
  const refused = create(url.href);
  await until(() => log.length > 0);
  expect(log[0]).toMatch(/WRONGPASS/);
  expect(refused.isUp).toBe(false);
  url.password = "open sesame";
  const backplane = await connect(url.href);
  await expect(backplane.publish("a", "x")).resolves.toBe(0);
  expect(log.join()).not.toMatch(/sesame|wrong@/);
});

test("processes with different numbers in the URL do not hear each other", async () => {
  const [zero, one, alsoOne] = [
    await connect(),
    await connect(`${server.url}/1`),
    await connect(`${server.url}/1`),
  ];
  await one.subscribe("a", () => {});
  await expect(zero.publish("a", "x")).resolves.toBe(0);
  await expect(alsoOne.publish("a", "x")).resolves.toBe(1);
});

test("what waits for Redis is bounded", async () => {
  const backplane = await connect();
  server.signal("SIGSTOP");
  const outcomes = Array.from({ length: 10_500 }, () => backplane.publish("a", "x").catch((error) => error));
  const errors = (await Promise.all(outcomes)).map(({ message }) => message);
  expect(errors.filter((message) => message === "too many messages wait for Redis")).toHaveLength(500);
  expect(errors.filter((message) => message === "Redis does not answer")).toHaveLength(10_000);
});

test("closing while it connects, and while Redis is stalled, ends everything", async () => {
  const early = create();
  await early.close();
  expect(early.isUp).toBe(false);
  const stalled = await connect();
  server.signal("SIGSTOP");
  stalled.publish("a", "x").catch(() => {});
  await stalled.close();
  await stalled.close();
  await expect(stalled.publish("a", "x")).rejects.toThrow();
});

test.each(["", "localhost:6379", "http://localhost", "redis"])("%j is refused as a URL", (url) => {
  expect(() => createRedisBackplane({ url })).toThrow(/redis:\/\/host/);
});

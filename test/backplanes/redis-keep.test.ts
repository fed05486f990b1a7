import { Redis } from "ioredis";
import { createRedisBackplane } from "../../src/backplanes/redis";
import { type Backplane, JqlusterServer } from "../../src/core";
import type { Message } from "../../src/protocol";
import { message, register } from "../support/messages";
import { type RedisServer, startRedis, startRedisCluster } from "../support/redis";
import { snippetsOf } from "../support/snippets";
import { until } from "../support/until";

const KEEP_TIMEOUT = 600_000;
/** Where statements of the room without a name are. */
const STORED = "jqluster:kept:keep";

let redis: RedisServer;
let processes: Process[];
let pages = 0;

interface Process {
  readonly core: JqlusterServer;
  readonly backplane: Backplane;
}

beforeEach(async () => {
  redis = await startRedis();
  processes = [];
}, 60_000);

afterEach(async () => {
  await Promise.all(processes.map(stop));
  await redis.stop();
}, 60_000);

async function start(url = redis.url): Promise<Process> {
  const backplane = createRedisBackplane({ url });
  const process = { core: new JqlusterServer({ backplane, keepTimeout: KEEP_TIMEOUT }), backplane };
  processes.push(process);
  await until(() => backplane.isUp);
  return process;
}

async function stop({ core, backplane }: Process): Promise<void> {
  core.close();
  await backplane.close();
}

const codeOf = ({ body }: Message) => (body as { readonly eval_code?: string }).eval_code;

/** Registers a page, and waits until it is told so. */
async function page({ core }: Process, nodeId: string) {
  pages += 1;
  const uniqueId = `page${pages}`;
  const received: Message[] = [];
  core.register({ uniqueId, message: register(nodeId), sender: (sent) => received.push(sent) });
  await until(() => received.length > 0);
  const { message_type: type } = received[0] ?? {};
  expect(type).toBe("register_reply");
  return {
    codes: () => received.map(codeOf).filter((code) => code !== undefined),
    /** Errors of the answers, by the code that was said. */
    say(key: string, code: string) {
      const said = message("select_and_get", nodeId, "Bob", { node_id: "Bob", eval_code: code, keep: key });
      core.distribute(said, { source: uniqueId });
      const answer = () =>
        received
          .map(({ body }) => body as { readonly in_reply_to?: unknown; readonly error?: string | null })
          .find((body) => body.in_reply_to === said.message_id);
      return { error: () => answer()?.error, isAnswered: () => answer() !== undefined };
    },
    forget(key: string) {
      const said = message("forget", nodeId, "", { node_id: "Bob", keep: key });
      core.distribute({ ...said, to: null }, { source: uniqueId });
    },
    leave: () => core.unregister(uniqueId),
  };
}

async function late(process: Process): Promise<readonly (string | undefined)[]> {
  return (await page(process, "Bob")).codes();
}

/** Asks Redis by a connection of its own, since Redis comes and goes. */
async function asking<T>(ask: (admin: Redis) => Promise<T>): Promise<T> {
  const admin = new Redis(redis.url);
  try {
    return await ask(admin);
  } finally {
    admin.disconnect();
  }
}

const stored = () => asking((admin) => admin.hlen(STORED));
const timeLeft = () => asking((admin) => admin.pttl(STORED));

describe("statements that Redis keeps", () => {
  it("are answered once Redis has them: a process that starts then gets them", async () => {
    const here = await start();
    const alice = await page(here, "Alice");
    const said = alice.say("a", "1");
    expect(said.isAnswered()).toBe(false);
    await until(said.isAnswered);
    expect(said.error()).toBe(null);
    expect(await stored()).toBe(1);
    expect(await late(await start())).toEqual(["1"]);
  });

  it("wait while Redis is killed, reach the pages of their process, and are answered when it is back", async () => {
    const [here, there] = [await start(), await start()];
    const [alice, carol] = [await page(here, "Alice"), await page(there, "Carol")];
    const before = alice.say("before", "0");
    const dropped = alice.say("dropped", "x");
    await until(() => before.isAnswered() && dropped.isAnswered());
    const [bobHere, bobThere] = [await page(here, "Bob"), await page(there, "Bob")];
    await redis.kill();
    await until(() => !here.backplane.isUp && !there.backplane.isUp);
    const said = [alice.say("a", "1"), carol.say("b", "2")];
    alice.forget("dropped");
    expect([bobHere.codes(), bobThere.codes()]).toEqual([
      ["0", "x", "1"],
      ["0", "x", "2"],
    ]);
    expect(said.some(({ isAnswered }) => isAnswered())).toBe(false);
    // Nothing is left in it: what the processes know has to come back.
    await redis.restart();
    await until(() => said.every(({ isAnswered }) => isAnswered()));
    expect(said.map(({ error }) => error())).toEqual([null, null]);
    await until(() => bobHere.codes().includes("2") && bobThere.codes().includes("1"));
    await until(async () => (await stored()) === 3);
    const shown = [await late(here), await late(there), await late(await start())];
    // What two processes are told in one millisecond may stand either way, but everywhere the same.
    expect([...(shown[0] ?? [])].sort()).toEqual(["0", "1", "2"]);
    expect(shown).toEqual(Array(3).fill(shown[0]));
  });

  it("are rejected when Redis has no memory for them, and stored once it has", async () => {
    const here = await start();
    const alice = await page(here, "Alice");
    await asking((admin) => admin.config("SET", "maxmemory", "1"));
    const said = alice.say("a", "1");
    await until(said.isAnswered);
    expect(said.error()).toMatch(/^unreachable: the statement is kept by this server.*OOM/);
    await asking((admin) => admin.config("SET", "maxmemory", "0"));
    await until(async () => (await stored()) === 1);
    expect(await late(await start())).toEqual(["1"]);
  });

  it("last while the room has a page, and keepTimeout after the last one", async () => {
    const [here, there] = [await start(), await start()];
    const [alice, carol] = [await page(here, "Alice"), await page(there, "Carol")];
    const said = alice.say("a", "1");
    await until(said.isAnswered);
    expect(await timeLeft()).toBeGreaterThan(KEEP_TIMEOUT);
    alice.leave();
    await until(async () => (await timeLeft()) <= KEEP_TIMEOUT);
    expect(await timeLeft()).toBeGreaterThan(0.9 * KEEP_TIMEOUT);
    const again = carol.say("b", "2");
    await until(again.isAnswered);
    expect(await timeLeft()).toBeGreaterThan(KEEP_TIMEOUT);
    carol.leave();
    await until(async () => (await timeLeft()) <= KEEP_TIMEOUT);
    for (const process of processes.splice(0)) await stop(process);
    await asking((admin) => admin.pexpire(STORED, 1));
    await until(async () => (await stored()) === 0);
    expect(await late(await start())).toEqual([]);
  });
});

describe("the access list of the documentation", () => {
  const [single = "", cluster = ""] = snippetsOf("docs/deploying.md")
    .filter(({ kind }) => kind === "redis")
    .map(({ code }) => code.trim());

  async function grant(url: string, line: string): Promise<void> {
    const admin = new Redis(url);
    const [command = "", ...args] = line.split(" ");
    await admin.call(command, ...args);
    admin.disconnect();
  }

  async function works(url: string): Promise<void> {
    const userUrl = url.replace("redis://", "redis://jqluster:password@");
    const here = await start(userUrl);
    const alice = await page(here, "Alice");
    const said = alice.say("a", "1");
    await until(said.isAnswered);
    expect(said.error()).toBe(null);
    alice.forget("a");
    const next = alice.say("b", "2");
    await until(next.isAnswered);
    expect(await late(await start(userUrl))).toEqual(["2"]);
  }

  it("is enough for one Redis, and says what is missing", async () => {
    await grant(redis.url, single);
    await works(redis.url);
    await grant(redis.url, "ACL SETUSER jqluster -eval");
    const said = (await page(processes[0] as Process, "Alice")).say("c", "3");
    await until(said.isAnswered);
    expect(said.error()).toMatch(/^unreachable: .*NOPERM/);
  });

  it("is enough for a Redis Cluster", async () => {
    const shards = await startRedisCluster();
    for (const { url } of shards.servers) {
      await grant(url, single);
      await grant(url, cluster);
    }
    await works(shards.url);
    await Promise.all(processes.splice(0).map(stop));
    await shards.stop();
  }, 120_000);
});

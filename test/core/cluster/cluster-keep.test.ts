import type { Message } from "../../../src/protocol";
import {
  type CorePage,
  type CoreProcess,
  settled,
  startCore,
  startCores,
} from "../../support/core-processes";
import { MemoryBus } from "../../support/memory-backplane";
import { MemoryStorage } from "../../support/memory-storage";
import { message, toServer } from "../../support/messages";

/** How long a statement waits for a storage that is away. */
const STORE_TIME = 10_000;

let storage: MemoryStorage;
let bus: MemoryBus;
let cores: ReturnType<typeof startCores>;
let here: CoreProcess;
let there: CoreProcess;
let alice: CorePage;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ["setImmediate", "queueMicrotask", "nextTick"] });
  storage = new MemoryStorage();
  bus = new MemoryBus({ storage });
  cores = startCores(2, { keepTimeout: 600_000 }, bus);
  [here, there] = cores.processes as [CoreProcess, CoreProcess];
  alice = await here.page("Alice");
});

afterEach(async () => {
  await cores.close();
  jest.useRealTimers();
});

function statement(key: string, code: string): Message {
  return message("select_and_get", "Alice", "Bob", { node_id: "Bob", eval_code: code, keep: key });
}

function forget(key: string): Message {
  return toServer("forget", "Alice", { node_id: "Bob", keep: key });
}

const turn = () => new Promise(setImmediate);

/** What Alice has been answered so far. */
async function answers(): Promise<readonly unknown[]> {
  await turn();
  return alice.inbox.unread.map(({ body }) => (body as { readonly error: string | null }).error);
}

/** The statements of a page of Bob that comes now. */
async function late(process: CoreProcess): Promise<unknown[]> {
  const bob = await process.page("Bob");
  await turn();
  bob.leave();
  return bob.inbox.unread.map(({ body }) => (body as { readonly eval_code: string }).eval_code);
}

describe("the answer to a kept statement", () => {
  it("comes once it is stored", async () => {
    alice.send(statement("a", "1"));
    expect(alice.inbox.unread).toEqual([]);
    expect(await answers()).toEqual([null]);
    expect(storage.texts).toHaveLength(1);
  });

  it("waits for a storage that is away, while pages have the statement", async () => {
    const bob = await here.page("Bob");
    here.backplane.cut();
    alice.send(statement("a", "1"));
    alice.send(statement("b", "2"));
    jest.advanceTimersByTime(STORE_TIME - 1);
    expect(await answers()).toEqual([]);
    expect(bob.inbox.unread).toHaveLength(2);
    here.backplane.mend();
    expect(await answers()).toEqual([null, null]);
    expect(storage.texts).toHaveLength(2);
    jest.advanceTimersByTime(STORE_TIME);
    expect(await answers()).toHaveLength(2);
  });

  it("is an error when that takes too long; then it is stored later all the same", async () => {
    here.backplane.cut();
    alice.send(statement("a", "1"));
    await turn();
    jest.advanceTimersByTime(STORE_TIME);
    expect(await answers()).toEqual([
      expect.stringMatching(/^unreachable: the statement is kept by this server, .* the bus is cut/),
    ]);
    here.backplane.mend();
    await turn();
    expect(storage.texts).toHaveLength(1);
    expect(await late(there)).toEqual(["1"]);
  });

  it("is an error at once when a storage that is there refuses it, which is tried again", async () => {
    storage.refusal = new Error("out of memory");
    alice.send(statement("a", "1"));
    expect(await answers()).toEqual([expect.stringMatching(/^unreachable: .*out of memory/)]);
    expect(here.log).toContainEqual(expect.stringMatching(/^warn: .*trying again in 1 s.*out of memory/));
    jest.advanceTimersByTime(1000);
    await turn();
    storage.refusal = undefined;
    jest.advanceTimersByTime(1999);
    expect(storage.texts).toEqual([]);
    jest.advanceTimersByTime(1);
    await turn();
    expect(storage.texts).toHaveLength(1);
    expect(await answers()).toHaveLength(1);
  });

  it("waits on while a storage that is back refuses, up to its time", async () => {
    here.backplane.cut();
    alice.send(statement("a", "1"));
    await turn();
    storage.refusal = new Error("loading");
    here.backplane.mend();
    expect(await answers()).toEqual([]);
    storage.refusal = undefined;
    jest.advanceTimersByTime(1000);
    expect(await answers()).toEqual([null]);
  });

  it("is an error when the server stops first", async () => {
    here.backplane.cut();
    alice.send(statement("a", "1"));
    await turn();
    here.core.close();
    expect(await answers()).toEqual([expect.stringContaining("the server has stopped")]);
  });

  it("does not wait for processes that have no storage", async () => {
    const others = startCores(2, {}, new MemoryBus());
    const [process] = others.processes as [CoreProcess, CoreProcess];
    const carol = await process.page("Alice");
    process.backplane.cut();
    carol.send(statement("a", "1"));
    expect(carol.inbox.unread).toMatchObject([{ body: { error: null } }]);
    await others.close();
  });
});

describe("after a process was cut off", () => {
  it("each has what the other has kept, in one order", async () => {
    const bob = await there.page("Bob");
    const carol = await there.page("Alice");
    here.backplane.cut();
    alice.send(statement("a", "1"));
    jest.advanceTimersByTime(10);
    carol.send(statement("b", "2"));
    jest.advanceTimersByTime(10);
    alice.send(statement("c", "3"));
    here.backplane.mend();
    await turn();
    await turn();
    expect(await late(here)).toEqual(["1", "2", "3"]);
    expect(await late(there)).toEqual(["1", "2", "3"]);
    expect(bob.inbox.unread).toHaveLength(3);
  });

  it("what the other has dropped meanwhile stays dropped, in the storage too", async () => {
    alice.send(statement("a", "1"));
    alice.send(statement("b", "2"));
    await settled(alice, there);
    there.backplane.cut();
    alice.send(forget("a"));
    await turn();
    expect(storage.texts).toHaveLength(1);
    there.backplane.mend();
    for (let i = 0; i < 4; i++) await turn();
    expect(storage.texts).toHaveLength(1);
    expect(await late(there)).toEqual(["2"]);
    expect(await late(here)).toEqual(["2"]);
  });

  it("a process that starts gets what is stored", async () => {
    alice.send(statement("a", "1"));
    expect(await answers()).toEqual([null]);
    await cores.close();
    const fresh = startCore(bus.connect());
    expect(await late(fresh)).toEqual(["1"]);
    fresh.core.close();
    await fresh.backplane.close();
  });
});

import { all, defer } from "../../src/client/promise";

function nobody(error: unknown): void {
  throw new Error(`nobody expected this: ${String(error)}`);
}

test("the first outcome counts", async () => {
  const deferred = defer<number>(nobody);
  deferred.resolve(1);
  deferred.resolve(2);
  deferred.reject(new Error("late"));
  expect(await deferred.promise).toBe(1);
});

test("handlers are called later, in order, each once", async () => {
  const deferred = defer<string>(nobody);
  const seen: string[] = [];
  deferred.promise.then((value) => seen.push(`first ${value}`));
  deferred.resolve("x");
  const second = deferred.promise.then((value) => seen.push(`second ${value}`));
  seen.push("now");
  await second;
  expect(seen).toEqual(["now", "first x", "second x"]);
});

test("what a handler gives, throws, or promises, its own promise comes to", async () => {
  const value = () => {
    const deferred = defer<number>(nobody);
    deferred.resolve(1);
    return deferred.promise;
  };
  expect(await value().then((one) => one + 1)).toBe(2);
  expect(await value().then((one) => Promise.resolve(one + 2))).toBe(3);
  expect(await value().then(() => value())).toBe(1);
  await expect(
    value().then(() => {
      throw new Error("thrown");
    }),
  ).rejects.toThrow("thrown");
  await expect(value().then(() => Promise.reject(new Error("promised")))).rejects.toThrow("promised");
});

test("a rejection passes by handlers of values, and is caught", async () => {
  const deferred = defer<number>(nobody);
  deferred.reject(new Error("no"));
  const caught = deferred.promise.then(() => "value").catch((error: unknown) => (error as Error).message);
  expect(await caught).toBe("no");
});

test("finally() is called either way, and changes neither", async () => {
  let calls = 0;
  const count = () => {
    calls += 1;
  };
  const good = defer<number>(nobody);
  good.resolve(1);
  const bad = defer<number>(nobody);
  bad.reject(new Error("bad"));
  expect(await good.promise.finally(count)).toBe(1);
  await expect(bad.promise.finally(count)).rejects.toThrow("bad");
  expect(calls).toBe(2);
});

test("it follows thenables that misbehave", async () => {
  const twice = defer<unknown>(nobody);
  const thenable: { [name: string]: unknown } = {};
  thenable["then".toString()] = (ok: (value: unknown) => void, fail: (error: unknown) => void) => {
    ok("once");
    ok("twice");
    fail(new Error("then not"));
    throw new Error("nor this");
  };
  twice.resolve(thenable);
  expect(await twice.promise).toBe("once");
});

test("a rejection that nobody asks for is told once, another is not", async () => {
  const told: unknown[] = [];
  const lonely = defer<number>((error) => told.push(error));
  const heard = defer<number>((error) => told.push(error));
  const peeked = defer<number>((error) => told.push(error));
  heard.promise.catch(() => {});
  peeked.peek(() => told.push("peeked"));
  lonely.reject("lonely");
  heard.reject("heard");
  peeked.reject("peeked at");
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(told).toEqual(["lonely", "peeked at"]);
});

describe("all", () => {
  test("keeps the order of values and promises", async () => {
    const late = new Promise<number>((resolve) => setTimeout(() => resolve(1), 1));
    expect(await all<number>([late, 2, Promise.resolve(3)], nobody)).toEqual([1, 2, 3]);
    expect(await all([], nobody)).toEqual([]);
  });

  test("fails with the first that fails", async () => {
    await expect(all([1, Promise.reject(new Error("second"))], nobody)).rejects.toThrow("second");
  });
});

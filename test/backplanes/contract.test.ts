import type { Backplane } from "../../src/core";
import { BACKPLANES, type BackplaneHarness } from "../support/backplanes";
import { until } from "../support/until";

describe.each(Object.entries(BACKPLANES))("the backplane contract over %s", (_name, start) => {
  let harness: BackplaneHarness;
  let open: Backplane[];

  beforeAll(async () => {
    harness = await start();
  });

  beforeEach(() => {
    open = [];
  });

  afterEach(async () => {
    await Promise.all(open.map((backplane) => backplane.close()));
  });

  afterAll(() => harness.close());

  async function connect(): Promise<Backplane> {
    const backplane = await harness.connect();
    open.push(backplane);
    return backplane;
  }

  async function listener(channel: string): Promise<{ backplane: Backplane; heard: string[] }> {
    const backplane = await connect();
    const heard: string[] = [];
    await backplane.subscribe(channel, (payload) => heard.push(payload));
    return { backplane, heard };
  }

  test("a publication reaches every other subscriber, and is counted", async () => {
    const sender = await connect();
    const first = await listener("a");
    const second = await listener("a");
    const other = await listener("b");
    await expect(sender.publish("a", "hello")).resolves.toBe(2);
    await until(() => first.heard.length + second.heard.length === 2);
    expect([first.heard, second.heard, other.heard]).toEqual([["hello"], ["hello"], []]);
  });

  test("nobody hears what nobody subscribed to, and 0 says so", async () => {
    const sender = await connect();
    await expect(sender.publish("nobody", "hello")).resolves.toBe(0);
  });

  test("what others subscribed to may be reached, and what only this process did is not said to be", async () => {
    const both = await listener("a");
    const reaches = (channel: string) => both.backplane.mayReach?.(channel) ?? true;
    const isKnown = both.backplane.mayReach !== undefined;
    expect([reaches("a"), reaches("nobody")]).toEqual([!isKnown, !isKnown]);
    const other = await listener("a");
    expect(reaches("a")).toBe(true);
    other.backplane.unsubscribe("a");
    await until(async () => (await both.backplane.count(["a"]))[0] === 0);
    expect(reaches("a")).toBe(!isKnown);
    await both.backplane.close();
    // What is published then fails, and is not without recipients.
    expect(reaches("a")).toBe(true);
  });

  test("a process neither hears nor counts itself", async () => {
    const both = await listener("a");
    const other = await listener("a");
    await expect(both.backplane.publish("a", "mine")).resolves.toBe(1);
    await expect(both.backplane.count(["a", "b"])).resolves.toEqual([1, 0]);
    await other.backplane.publish("a", "yours");
    await until(() => both.heard.length > 0 && other.heard.length > 0);
    expect([both.heard, other.heard]).toEqual([["yours"], ["mine"]]);
  });

  test("it counts itself out also while it subscribes and unsubscribes", async () => {
    const one = await connect();
    const counts: Promise<number>[] = [];
    for (let i = 0; i < 100; i++) {
      one.subscribe("mine", () => {});
      counts.push(one.publish("mine", "x"));
      one.unsubscribe("mine");
      counts.push(one.publish("mine", "x"));
    }
    expect(new Set(await Promise.all(counts))).toEqual(new Set([0]));
  });

  test("publications arrive in order, also across channels, and settle in order", async () => {
    const sender = await connect();
    const receiver = await connect();
    const heard: string[] = [];
    for (const channel of ["a", "b", "c"])
      await receiver.subscribe(channel, (payload) => heard.push(payload));
    const settled: number[] = [];
    const all = Array.from({ length: 3000 }, (_unused, i) =>
      sender.publish("abc".charAt(i % 3), String(i)).then(() => settled.push(i)),
    );
    await Promise.all(all);
    await until(() => heard.length === 3000);
    expect(heard).toEqual(Array.from({ length: 3000 }, (_unused, i) => String(i)));
    expect(settled).toEqual(Array.from({ length: 3000 }, (_unused, i) => i));
  });

  test("once subscribe has settled, what another publishes arrives", async () => {
    const sender = await connect();
    const receiver = await connect();
    for (let i = 0; i < 50; i++) {
      await receiver.subscribe(`c${i}`, () => {});
      await expect(sender.publish(`c${i}`, "x")).resolves.toBe(1);
    }
  });

  test("after unsubscribe nothing arrives and nothing is counted", async () => {
    const sender = await connect();
    const { backplane, heard } = await listener("a");
    backplane.unsubscribe("a");
    backplane.unsubscribe("never subscribed");
    await backplane.count(["a"]);
    await expect(sender.publish("a", "late")).resolves.toBe(0);
    await expect(sender.count(["a"])).resolves.toEqual([0]);
    expect(heard).toEqual([]);
  });

  test("a second subscription takes the place of the first", async () => {
    const sender = await connect();
    const { backplane, heard } = await listener("a");
    const later: string[] = [];
    await backplane.subscribe("a", (payload) => later.push(payload));
    await expect(sender.publish("a", "x")).resolves.toBe(1);
    await until(() => later.length === 1);
    expect(heard).toEqual([]);
  });

  test.each([
    ["nothing", ""],
    ["line breaks and spaces", " a\r\nb \n"],
    ["what is not ASCII", "日本語 🎉 \u0000 é"],
    ["half a surrogate pair", JSON.stringify({ text: "\ud800" })],
    ["a megabyte", "x".repeat(1_000_000)],
  ])("a payload of %s arrives unchanged", async (_what, payload) => {
    const sender = await connect();
    const { heard } = await listener("a");
    await sender.publish("a", payload);
    await until(() => heard.length === 1);
    expect(heard[0] === payload).toBe(true);
  });

  test("channels are told apart whatever is in their names", async () => {
    const sender = await connect();
    const names = ["a", "A", "a ", "a*", "[ab]", "日本", "a\u00a0", "node:*"];
    const heard: string[] = [];
    const receiver = await connect();
    for (const name of names) await receiver.subscribe(name, () => heard.push(name));
    for (const name of names) await expect(sender.publish(name, "x")).resolves.toBe(1);
    await until(() => heard.length === names.length);
    expect(heard).toEqual(names);
  });

  test("one that closed is counted no more, and publishes no more", async () => {
    const sender = await connect();
    const { backplane } = await listener("a");
    await backplane.close();
    await expect(sender.publish("a", "x")).resolves.toBe(0);
    await expect(backplane.publish("a", "x")).rejects.toThrow();
    await expect(backplane.count(["a"])).rejects.toThrow();
    expect(backplane.isUp).toBe(false);
  });

  test("closing lets go what was published before", async () => {
    const { heard } = await listener("a");
    const leaving = await connect();
    const last = leaving.publish("a", "goodbye");
    await leaving.close();
    await expect(last).resolves.toBe(1);
    await until(() => heard.length === 1);
  });
});

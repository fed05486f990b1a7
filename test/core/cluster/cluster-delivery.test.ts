import { type CoreProcess, settled, startCores } from "../../support/core-processes";
import { getRequest, listenRequest, message, register, replyTo } from "../../support/messages";
import { until } from "../../support/until";

let cores: ReturnType<typeof startCores>;
let here: CoreProcess;
let there: CoreProcess;
let third: CoreProcess;

beforeEach(() => {
  cores = startCores(3);
  [here, there, third] = cores.processes as [CoreProcess, CoreProcess, CoreProcess];
});

afterEach(() => cores.close());

const nothing: readonly unknown[] = [];

describe("delivery to other processes", () => {
  test("a message reaches the pages of its node on every process, each once, unchanged", async () => {
    const alice = await here.page("Alice");
    const bobs = [await here.page("Bob"), await there.page("Bob"), await third.page("Bob")];
    const sent = { ...message("custom", "Alice", "Bob", { deep: [1, { a: null }] }), extra: "kept" };
    alice.send(sent);
    expect(bobs[0]?.inbox.unread).toEqual([sent]);
    for (const bob of bobs) expect(await bob.inbox.next()).toEqual(sent);
    await settled(alice, there);
    for (const bob of bobs) expect(bob.inbox.unread).toEqual(nothing);
  });

  test("the text that came is what other processes' pages get", async () => {
    const alice = await here.page("Alice");
    const texts: string[] = [];
    there.core.register({
      uniqueId: "bob",
      message: register("Bob"),
      sender: (_message, delivery) => texts.push(delivery.text),
    });
    await until(() => texts.length === 1);
    const sent = message("custom", "Alice", "Bob");
    const text = `${JSON.stringify(sent)} `;
    here.core.distribute(sent, { source: alice.id, text });
    await until(() => texts.length === 2);
    expect(texts[1]).toBe(text);
  });

  test("local pages have theirs before distribute returns, also while other processes are away", async () => {
    const alice = await here.page("Alice");
    const bob = await here.page("Bob");
    here.backplane.cut();
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(bob.inbox.unread).toEqual([request]);
    bob.send(replyTo(request, "hi"));
    expect(alice.inbox.unread).toMatchObject([{ body: { result: "hi" } }]);
    await new Promise(setImmediate);
    expect(alice.inbox.unread).toHaveLength(1);
  });

  test("500 messages between processes stay in order, with replies the other way", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    const requests = Array.from({ length: 500 }, () => getRequest("Alice", "Bob"));
    for (const request of requests) alice.send(request);
    for (const request of requests) {
      expect(await bob.inbox.next()).toEqual(request);
      bob.send(replyTo(request, 1));
    }
    for (const { message_id } of requests) {
      expect(await alice.inbox.next()).toMatchObject({ body: { in_reply_to: message_id } });
    }
    expect(here.core.counts.pendingRequests + there.core.counts.pendingRequests).toBe(0);
  });

  test("to_page reaches that page alone, wherever it is", async () => {
    const alice = await here.page("Alice");
    const pages = [
      await here.page("Bob", "p1"),
      await there.page("Bob", "p2"),
      await third.page("Bob", "p3"),
    ];
    for (const [index, page] of pages.entries()) {
      const sent = { ...message("custom", "Alice", "Bob"), to_page: `p${index + 1}` };
      alice.send(sent);
      expect(await page.inbox.next()).toEqual(sent);
    }
    await settled(alice, there);
    for (const page of pages) expect(page.inbox.unread).toEqual(nothing);
  });

  test("signals and unlisten cross over", async () => {
    const alice = await here.page("Alice", "a");
    const bob = await there.page("Bob", "b");
    const listen = { ...listenRequest("Alice", "Bob"), from_page: "a" };
    alice.send(listen);
    await bob.inbox.next();
    bob.send({ ...replyTo(listen, "OK"), to_page: "a" });
    expect(await alice.inbox.next()).toMatchObject({ message_type: "select_and_listen_reply" });
    const signal = message("signal", "Bob", "Alice", { error: null, in_reply_to: listen.message_id });
    bob.send(signal);
    expect(await alice.inbox.next()).toEqual(signal);
    const unlisten = message("unlisten", "Alice", "Bob", { in_reply_to: listen.message_id });
    alice.send(unlisten);
    expect(await bob.inbox.next()).toEqual(unlisten);
  });

  test("a stranger's reply or signal from another process is dropped", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    const mallory = await third.page("Mallory");
    const listen = listenRequest("Alice", "Bob");
    alice.send(listen);
    await bob.inbox.next();
    mallory.send(replyTo({ ...listen, to: "Mallory" }, "forged"));
    await settled(mallory, here);
    bob.send(replyTo(listen, "OK"));
    expect(await alice.inbox.next()).toMatchObject({ from: "Bob" });
    mallory.send(message("signal", "Mallory", "Alice", { in_reply_to: listen.message_id }));
    await settled(mallory, here);
    expect(alice.inbox.unread).toEqual(nothing);
  });
});

test("what no process of this version publishes is ignored and logged", async () => {
  const stranger = cores.bus.connect();
  const bob = await here.page("Bob");
  for (const payload of ["", "no line break", "x\nnot JSON", '{"kind":"news"}', "{"]) {
    await stranger.publish("node:Bob", payload);
  }
  await until(() => here.log.filter((line) => line.startsWith("warn: Ignored")).length === 5);
  expect(bob.inbox.unread).toEqual(nothing);
});

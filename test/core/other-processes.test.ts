import type { Message } from "../../src/protocol";
import { type CoreProcess, startCore, startCores } from "../support/core-processes";
import { getRequest, listenRequest, message, register, replyTo } from "../support/messages";
import { until } from "../support/until";
import { Inbox } from "../support/wire-client";

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

describe("delivery", () => {
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

  test("3,000 messages between processes stay in order, with replies the other way", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    const requests = Array.from({ length: 3000 }, () => getRequest("Alice", "Bob"));
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

describe("requests that nobody can answer", () => {
  const noSuchNode = { from: null, body: { error: expect.stringMatching(/^no such node: /), result: null } };
  const wentAway = { from: null, body: { error: expect.stringMatching(/^went away: /), result: null } };

  test("a node that no process has", async () => {
    const alice = await here.page("Alice");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await alice.inbox.next()).toMatchObject(noSuchNode);
    expect(here.core.counts.pendingRequests).toBe(0);
  });

  test("a page that no process has, though others of its node are on two of them", async () => {
    const alice = await here.page("Alice");
    const bobs = [await there.page("Bob", "p1"), await third.page("Bob", "p2")];
    alice.send({ ...getRequest("Alice", "Bob"), to_page: "p3" });
    const reply = await alice.inbox.next();
    expect(reply).toMatchObject(noSuchNode);
    expect(reply.body).toMatchObject({ error: expect.stringContaining('"p3"') });
    for (const bob of bobs) expect(bob.inbox.unread).toEqual(nothing);
    expect(cores.processes.map(({ core }) => core.counts.pendingRequests)).toEqual([0, 0, 0]);
  });

  test("the only page leaves without an answer", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    alice.send(getRequest("Alice", "Bob"));
    await bob.inbox.next();
    bob.leave();
    expect(await alice.inbox.next()).toMatchObject(wentAway);
    expect(cores.processes.map(({ core }) => core.counts.pendingRequests)).toEqual([0, 0, 0]);
  });

  test("one page of several leaves: the others may still answer; the last one leaves: they may not", async () => {
    const alice = await here.page("Alice");
    const bobs = [await here.page("Bob"), await there.page("Bob"), await third.page("Bob")];
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    for (const bob of bobs) await bob.inbox.next();
    bobs[1]?.leave();
    bobs[0]?.leave();
    await settled(alice, third);
    expect(alice.inbox.unread).toEqual(nothing);
    bobs[2]?.leave();
    expect(await alice.inbox.next()).toMatchObject(wentAway);
  });

  test("an answer after others have left still arrives, and no error follows", async () => {
    const alice = await here.page("Alice");
    const [second, last] = [await there.page("Bob"), await third.page("Bob")];
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    await second.inbox.next();
    await last.inbox.next();
    second.leave();
    last.send(replyTo(request, 7));
    expect(await alice.inbox.next()).toMatchObject({ from: "Bob", body: { result: 7 } });
    last.leave();
    await settled(alice, third);
    expect(alice.inbox.unread).toEqual(nothing);
  });

  test("its process is killed: an error, though the node is back elsewhere by then", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    alice.send(getRequest("Alice", "Bob"));
    await bob.inbox.next();
    there.backplane.cut();
    const reborn = await third.page("Bob");
    expect(await alice.inbox.next()).toMatchObject(wentAway);
    expect(reborn.inbox.unread).toEqual(nothing);
  });

  test("a request that takes long in living hands is left alone", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    await bob.inbox.next();
    const publish = jest.spyOn(here.backplane, "publish");
    const timesAsked = () =>
      publish.mock.calls.filter(([, payload]) => payload.includes('"about":"requests"'));
    await until(() => timesAsked().length === 2);
    expect(alice.inbox.unread).toEqual(nothing);
    bob.send(replyTo(request, "late"));
    expect(await alice.inbox.next()).toMatchObject({ body: { result: "late" } });
  });

  test("the one who asked leaves: nothing is kept", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    alice.send(getRequest("Alice", "Bob"));
    await bob.inbox.next();
    alice.leave();
    expect(here.core.counts.pendingRequests).toBe(0);
    bob.leave();
    expect(there.core.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
  });
});

describe("while other processes are out of reach", () => {
  const unreachable = { from: null, body: { error: expect.stringMatching(/^unreachable: /) } };

  test("a request to a node that is not here gets an error, and so does anything else", async () => {
    const alice = await here.page("Alice");
    here.backplane.cut();
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await alice.inbox.next()).toMatchObject({
      message_type: "select_and_get_reply",
      ...unreachable,
    });
    const other = message("custom", "Alice", "Bob");
    alice.send(other);
    const error = await alice.inbox.next();
    expect(error).toMatchObject({ message_type: "error", ...unreachable });
    expect(error.body).toMatchObject({ in_reply_to: other.message_id });
  });

  test("a page can register, and is reached once the others are back", async () => {
    here.backplane.cut();
    const alice = await here.page("Alice");
    here.backplane.mend();
    const bob = await there.page("Bob");
    const sent = message("custom", "Bob", "Alice");
    bob.send(sent);
    expect(await alice.inbox.next()).toEqual(sent);
  });

  test("a node that is just coming back is not declared absent, and what was sent stays in order", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    alice.send(message("custom", "Alice", "Bob"));
    await bob.inbox.next();
    there.backplane.cut();
    const sent = Array.from({ length: 20 }, () => getRequest("Alice", "Bob"));
    for (const request of sent.slice(0, 10)) alice.send(request);
    await new Promise((resolve) => setTimeout(resolve, 75));
    for (const request of sent.slice(10)) alice.send(request);
    there.backplane.mend();
    for (const request of sent) expect(await bob.inbox.next()).toEqual(request);
    expect(alice.inbox.unread).toEqual(nothing);
  });

  test("one that stays away is declared absent after all, and then at once", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    alice.send(message("custom", "Alice", "Bob"));
    await bob.inbox.next();
    there.backplane.cut();
    for (let i = 0; i < 3; i++) alice.send(getRequest("Alice", "Bob"));
    for (let i = 0; i < 3; i++) {
      expect(await alice.inbox.next()).toMatchObject({
        body: { error: expect.stringMatching(/^no such node/) },
      });
    }
    here.backplane.publish = async () => 0;
    let timers = 0;
    const spy = jest.spyOn(globalThis, "setTimeout").mockImplementation(() => {
      timers += 1;
      throw new Error("nothing may be tried again");
    });
    alice.send(getRequest("Alice", "Bob"));
    await alice.inbox.next();
    spy.mockRestore();
    expect(timers).toBe(0);
  });
});

describe("registration", () => {
  test("is answered only once the subscription stands", async () => {
    let stand = () => {};
    const subscribe = here.backplane.subscribe.bind(here.backplane);
    here.backplane.subscribe = async (channel, receive) => {
      await new Promise<void>((resolve) => {
        stand = resolve;
      });
      return subscribe(channel, receive);
    };
    const inboxes = [new Inbox(), new Inbox()];
    for (const [index, inbox] of inboxes.entries()) {
      here.core.register({
        uniqueId: String(index),
        message: register("Bob"),
        sender: (received) => inbox.push(received),
      });
    }
    await new Promise(setImmediate);
    expect(inboxes.map(({ unread }) => unread.length)).toEqual([0, 0]);
    stand();
    for (const inbox of inboxes) expect(await inbox.next()).toMatchObject({ message_type: "register_reply" });
  });

  test("of a connection that is gone by then is not answered", async () => {
    const inbox = new Inbox();
    here.core.register({
      uniqueId: "1",
      message: register("Bob"),
      sender: (received) => inbox.push(received),
    });
    here.core.unregister("1");
    await new Promise(setImmediate);
    expect(inbox.unread).toEqual(nothing);
  });

  test("the last page of a node takes its subscription along", async () => {
    const alice = await here.page("Alice");
    for (let i = 0; i < 3; i++) {
      const bob = await there.page("Bob");
      await expect(here.backplane.count(["node:Bob"])).resolves.toEqual([1]);
      bob.leave();
      await expect(here.backplane.count(["node:Bob"])).resolves.toEqual([0]);
    }
    alice.leave();
    await expect(there.backplane.count(["node:Alice"])).resolves.toEqual([0]);
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

test("a core that is closed leaves no subscription and no timer behind", async () => {
  const extra = startCore(cores.bus.connect());
  await extra.page("Bob");
  extra.core.close();
  await expect(here.backplane.count(["node:Bob"])).resolves.toEqual([0]);
});

/** Waits until what was published before has arrived at the other process. */
async function settled(sender: { send(sent: Message): void }, other: CoreProcess) {
  const probe = await other.page("probe");
  sender.send(message("probe", "anyone", "probe"));
  await probe.inbox.next();
  probe.leave();
  await new Promise(setImmediate);
}

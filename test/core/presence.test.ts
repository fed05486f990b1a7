import { JqlusterServer } from "../../src/core";
import type { JsonObject, Message } from "../../src/protocol";
import { type CorePage, type CoreProcess, startCores } from "../support/core-processes";
import { letTimePass, stopTime } from "../support/fake-time";
import { message, register } from "../support/messages";

function toServer(type: string, from: string, body: JsonObject): Message {
  return { ...message(type, from, "", body), to: null };
}

function watch(page: CorePage, nodeId: string, more: JsonObject = {}): Message {
  const sent = toServer("watch", "Alice", { node_id: nodeId, ...more });
  page.send(sent);
  return sent;
}

describe("on one process", () => {
  let core: JqlusterServer;
  let told: Message[];

  beforeEach(() => {
    core = new JqlusterServer();
    told = join("alice", "Alice");
  });

  function join(uniqueId: string, nodeId: string, pageId?: string): Message[] {
    const inbox: Message[] = [];
    core.register({ uniqueId, message: register(nodeId, pageId), sender: (sent) => inbox.push(sent) });
    inbox.length = 0;
    return inbox;
  }

  function send(type: string, body: JsonObject, source = "alice"): Message {
    const sent = toServer(type, "Alice", body);
    core.distribute(sent, { source });
    return sent;
  }

  test("watch is answered at once, then whenever the first page comes or the last one leaves", () => {
    const { message_id } = send("watch", { node_id: "Bob" });
    join("bob1", "Bob");
    join("bob2", "Bob");
    core.unregister("bob1");
    core.unregister("bob2");
    join("bob3", "Bob");
    expect(told.map(({ body }) => body)).toEqual(
      [false, true, false, true].map((online) => ({ node_id: "Bob", online, in_reply_to: message_id })),
    );
    expect(told[0]).toEqual({
      message_id: expect.any(String),
      message_type: "presence",
      from: null,
      to: "Alice",
      body: { node_id: "Bob", online: false, in_reply_to: message_id },
    });
  });

  test("only the watching connection is told", () => {
    const otherPage = join("alice2", "Alice");
    const bob = join("bob", "Bob");
    send("watch", { node_id: "Bob" });
    core.unregister("bob");
    expect(told).toHaveLength(2);
    expect([otherPage, bob]).toEqual([[], []]);
  });

  test("unwatch ends all watches of the node, or with in_reply_to the one named", () => {
    const first = send("watch", { node_id: "Bob" });
    const second = send("watch", { node_id: "Bob" });
    send("watch", { node_id: "Carol" });
    send("unwatch", { node_id: "Bob", in_reply_to: first.message_id });
    told.length = 0;
    join("bob", "Bob");
    expect(told).toMatchObject([{ body: { in_reply_to: second.message_id } }]);
    send("unwatch", { node_id: "Bob" });
    send("unwatch", { node_id: "Nobody" });
    told.length = 0;
    core.unregister("bob");
    join("carol", "Carol");
    expect(told).toMatchObject([{ body: { node_id: "Carol", online: true } }]);
  });

  test("a connection may watch its own node", () => {
    send("watch", { node_id: "Alice" });
    expect(told).toMatchObject([{ body: { node_id: "Alice", online: true } }]);
  });

  test("with each_page every page that comes or leaves is told, pages with a second connection once", () => {
    join("bob1", "Bob", "p1");
    send("watch", { node_id: "Bob", each_page: true });
    join("bob2", "Bob", "p2");
    join("bob2 again", "Bob", "p2");
    core.unregister("bob2");
    core.unregister("bob1");
    join("bob3", "Bob");
    core.unregister("bob2 again");
    expect(told.map(({ body }) => body)).toMatchObject([
      { online: true },
      { online: true, page_id: "p2", page_online: true },
      { online: true, page_id: "p1", page_online: false },
      { online: true, page_id: "p2", page_online: false },
    ]);
    expect(told[0]?.body).not.toHaveProperty("page_id");
  });

  test.each([{}, { node_id: "" }, { node_id: 7 }, { node_id: null }])("a watch of %j is refused", (body) => {
    expect(() => send("watch", body)).toThrow(/node_id/);
    expect(() => send("unwatch", body)).toThrow(/node_id/);
  });

  test("a connection has at most 1,000 watches, others have theirs", () => {
    for (let i = 0; i < 1000; i++) send("watch", { node_id: `n${i}` });
    expect(() => send("watch", { node_id: "one more" })).toThrow(/at most 1000/);
    join("other", "Other");
    send("watch", { node_id: "Bob" }, "other");
    send("unwatch", { node_id: "n0" });
    send("watch", { node_id: "one more" });
  });

  test("a connection that is gone is told nothing, and nothing of it is kept", () => {
    send("watch", { node_id: "Bob" });
    core.unregister("alice");
    told.length = 0;
    join("bob", "Bob");
    expect(told).toEqual([]);
    expect(join("alice", "Alice")).toEqual([]);
    for (let i = 0; i < 1000; i++) send("watch", { node_id: `n${i}` });
  });

  test("other messages to the server, and watches of nobody's connection, are ignored", () => {
    send("presence", { node_id: "Bob" });
    core.distribute(toServer("watch", "Alice", { node_id: "Bob" }));
    expect(told).toEqual([]);
  });
});

describe("on several processes", () => {
  let cores: ReturnType<typeof startCores>;
  let here: CoreProcess;
  let there: CoreProcess;
  let third: CoreProcess;
  let alice: CorePage;

  beforeEach(async () => {
    stopTime();
    cores = startCores(3);
    [here, there, third] = cores.processes as [CoreProcess, CoreProcess, CoreProcess];
    alice = await here.page("Alice");
  });

  afterEach(async () => {
    await cores.close();
    jest.useRealTimers();
  });

  test("the first answer knows the other processes, changes there are told", async () => {
    const bob = await there.page("Bob");
    const sent = watch(alice, "Bob");
    const body = { node_id: "Bob", in_reply_to: sent.message_id };
    expect((await alice.inbox.next()).body).toEqual({ ...body, online: true });
    const second = await third.page("Bob");
    bob.leave();
    second.leave();
    expect((await alice.inbox.next()).body).toEqual({ ...body, online: false });
    await here.page("Bob");
    expect((await alice.inbox.next()).body).toEqual({ ...body, online: true });
    expect(alice.inbox.unread).toEqual([]);
  });

  test("a node that is nowhere, then somewhere", async () => {
    watch(alice, "Bob");
    expect(await alice.inbox.next()).toMatchObject({ body: { online: false } });
    await there.page("Bob");
    expect(await alice.inbox.next()).toMatchObject({ body: { online: true } });
  });

  test("a second watcher is answered from what is known", async () => {
    await there.page("Bob");
    const other = await here.page("Alice");
    for (const page of [alice, other]) watch(page, "Bob");
    for (const page of [alice, other]) {
      expect(await page.inbox.next()).toMatchObject({ body: { online: true } });
      expect(page.inbox.unread).toEqual([]);
    }
  });

  test("each page of other processes is told of, also one that moves", async () => {
    const old = await there.page("Bob", "p1");
    watch(alice, "Bob", { each_page: true });
    expect((await alice.inbox.next()).body).not.toHaveProperty("page_id");
    const page = await third.page("Bob", "p2");
    expect(await alice.inbox.next()).toMatchObject({ body: { page_id: "p2", page_online: true } });
    page.leave();
    expect(await alice.inbox.next()).toMatchObject({
      body: { page_id: "p2", page_online: false, online: true },
    });
    const moved = await third.page("Bob", "p1");
    old.leave();
    moved.leave();
    expect(await alice.inbox.next()).toMatchObject({
      body: { page_id: "p1", page_online: false, online: false },
    });
    expect(alice.inbox.unread).toEqual([]);
  });

  test("a process that is killed takes its nodes and pages along", async () => {
    await there.page("Bob", "p1");
    await third.page("Bob", "p2");
    watch(alice, "Bob", { each_page: true });
    expect(await letTimePass(alice.inbox.next())).toMatchObject({ body: { online: true } });
    there.backplane.cut();
    expect(await letTimePass(alice.inbox.next())).toMatchObject({
      body: { online: true, page_id: "p1", page_online: false },
    });
    third.backplane.cut();
    expect(await letTimePass(alice.inbox.next())).toMatchObject({
      body: { online: false, page_id: "p2", page_online: false },
    });
  });

  test("a node whose process is just coming back has not been away", async () => {
    await there.page("Bob");
    watch(alice, "Bob");
    await alice.inbox.next();
    const count = here.backplane.count.bind(here.backplane);
    let wasCounted = () => {};
    const counted = () =>
      new Promise<void>((resolve) => {
        wasCounted = resolve;
      });
    here.backplane.count = (channels) => {
      wasCounted();
      return count(channels);
    };
    there.backplane.cut();
    await letTimePass(counted());
    there.backplane.mend();
    await letTimePass(counted());
    expect(alice.inbox.unread).toEqual([]);
  });

  test("what changed while this process was cut off is told on return", async () => {
    const bob = await there.page("Bob");
    watch(alice, "Bob");
    expect(await letTimePass(alice.inbox.next())).toMatchObject({ body: { online: true } });
    watch(alice, "Carol");
    expect(await letTimePass(alice.inbox.next())).toMatchObject({ body: { online: false } });
    here.backplane.cut();
    bob.leave();
    await there.page("Carol");
    here.backplane.mend();
    const bodies = [await letTimePass(alice.inbox.next()), await letTimePass(alice.inbox.next())].map(
      ({ body }) => body,
    );
    expect(bodies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ node_id: "Bob", online: false }),
        expect.objectContaining({ node_id: "Carol", online: true }),
      ]),
    );
  });

  test("cut off from the beginning, what is here is answered at once", async () => {
    here.backplane.cut();
    watch(alice, "Alice");
    watch(alice, "Bob");
    expect(await alice.inbox.next()).toMatchObject({ body: { node_id: "Alice", online: true } });
    expect(await alice.inbox.next()).toMatchObject({ body: { node_id: "Bob", online: false } });
  });

  test("the last unwatch takes the subscription along", async () => {
    watch(alice, "Bob");
    await alice.inbox.next();
    await expect(there.backplane.count(["watch:Bob"])).resolves.toEqual([1]);
    alice.send(toServer("unwatch", "Alice", { node_id: "Bob" }));
    await expect(there.backplane.count(["watch:Bob"])).resolves.toEqual([0]);
    watch(alice, "Bob");
    await alice.inbox.next();
    alice.leave();
    await expect(there.backplane.count(["watch:Bob"])).resolves.toEqual([0]);
  });
});

import type { JsonObject, Message } from "../../src/protocol";
import { type CorePage, type CoreProcess, startCores } from "../support/core-processes";
import { letTimePass, stopTime } from "../support/fake-time";
import { toServer } from "../support/messages";

function watch(page: CorePage, nodeId: string, more: JsonObject = {}): Message {
  const sent = toServer("watch", "Alice", { node_id: nodeId, ...more });
  page.send(sent);
  return sent;
}

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

import { type CoreProcess, settled, startCores } from "../../support/core-processes";
import { letTimePass, stopTime } from "../../support/fake-time";
import { getRequest, replyTo } from "../../support/messages";
import { until } from "../../support/until";

let cores: ReturnType<typeof startCores>;
let here: CoreProcess;
let there: CoreProcess;
let third: CoreProcess;

beforeEach(() => {
  stopTime();
  cores = startCores(3);
  [here, there, third] = cores.processes as [CoreProcess, CoreProcess, CoreProcess];
});

afterEach(async () => {
  await cores.close();
  jest.useRealTimers();
});

const nothing: readonly unknown[] = [];

describe("requests that nobody can answer", () => {
  const noSuchNode = { from: null, body: { error: expect.stringMatching(/^no such node: /), result: null } };
  const wentAway = { from: null, body: { error: expect.stringMatching(/^went away: /), result: null } };

  test("a node that no process has", async () => {
    const alice = await here.page("Alice");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await letTimePass(alice.inbox.next())).toMatchObject(noSuchNode);
    expect(here.core.counts.pendingRequests).toBe(0);
  });

  test("a page that no process has, though others of its node are on two of them", async () => {
    const alice = await here.page("Alice");
    const bobs = [await there.page("Bob", "p1"), await third.page("Bob", "p2")];
    alice.send({ ...getRequest("Alice", "Bob"), to_page: "p3" });
    const reply = await letTimePass(alice.inbox.next());
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
    expect(await letTimePass(alice.inbox.next())).toMatchObject(wentAway);
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
    expect(await letTimePass(alice.inbox.next())).toMatchObject(wentAway);
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
    expect(await letTimePass(alice.inbox.next())).toMatchObject({ from: "Bob", body: { result: 7 } });
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
    expect(await letTimePass(alice.inbox.next())).toMatchObject(wentAway);
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
    await letTimePass(until(() => timesAsked().length === 2));
    expect(alice.inbox.unread).toEqual(nothing);
    bob.send(replyTo(request, "late"));
    expect(await letTimePass(alice.inbox.next())).toMatchObject({ body: { result: "late" } });
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

  test("the answer is lost with the connection: an error, and the late answer is nothing to wait for", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    await bob.inbox.next();
    here.backplane.cut();
    bob.send(replyTo(request, "lost"));
    expect(await letTimePass(alice.inbox.next())).toMatchObject({
      from: null,
      body: { error: expect.stringMatching(/^unreachable: /), in_reply_to: request.message_id },
    });
    expect(here.core.counts.pendingRequests).toBe(0);
  });

  test("the one who answers loses the connection: an error", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    await bob.inbox.next();
    there.backplane.cut();
    bob.send(replyTo(request, "lost"));
    there.backplane.mend();
    expect(await letTimePass(alice.inbox.next())).toMatchObject(wentAway);
  });

  test("the connection is lost for a moment: a request in living hands is left alone", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    await bob.inbox.next();
    here.backplane.cut();
    here.backplane.mend();
    const publish = jest.spyOn(here.backplane, "publish");
    await letTimePass(
      until(() => publish.mock.calls.filter(([, payload]) => payload.includes('"query"')).length > 1),
    );
    bob.send(replyTo(request, "late"));
    expect(await letTimePass(alice.inbox.next())).toMatchObject({ body: { result: "late" } });
  });
});

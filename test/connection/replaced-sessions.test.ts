import { ack, getRequest, replyTo, toServer } from "../support/messages";
import { begin, closeProcesses, enter, type Process, startProcesses } from "../support/session-processes";
import { until } from "../support/until";

afterEach(closeProcesses);

/** Settled when all that was published has arrived. */
async function arrived(processes: readonly Process[]): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await Promise.all(processes.map(({ backplane }) => backplane.count([])));
  }
}

/** Alice had a session on the first process, which she could not resume on the second one. Bob is on the first. */
async function setUp(cut: 0 | 1) {
  const processes = startProcesses(2) as [Process, Process];
  const [a, b] = processes;
  const { page: earlier, id } = await begin(a, "Alice");
  const { page: bob } = await begin(a, "Bob");
  processes[cut].backplane.cut();
  const page = b.connect();
  const session = await enter(page, "Alice", { id, received: 0 });
  expect(session.id).not.toBe(id);
  return { processes, a, b, earlier, page, bob, id, mend: () => processes[cut].backplane.mend() };
}

describe("the session of a page that began a new one where the process that has it could not be reached", () => {
  it.each<[string, 0 | 1, boolean]>([
    ["its old process is back, and its old connection has ended", 0, false],
    ["its old process is back, and its old connection looks open", 0, true],
    ["its new process is back, and its old connection has ended", 1, false],
    ["its new process is back, and its old connection looks open", 1, true],
  ])("ends when %s: the page gets its replies", async (_when, cut, looksOpen) => {
    const { processes, a, b, earlier, page, bob, mend } = await setUp(cut);
    // The page asks again under the same ID, as it renews a listener.
    const asked = { ...getRequest("Alice", "Bob"), from_page: "page of Alice" };
    earlier.door.receive(asked);
    if (!looksOpen) earlier.door.end();
    page.door.receive(ack("Alice", 0));
    mend();
    page.door.receive(asked);
    await until(() => bob.inbox.length === 2);
    bob.door.receive({ ...replyTo(asked, 1), to_page: "page of Alice" });
    await until(() => page.inbox.length > 0);
    expect(page.inbox).toMatchObject([{ body: { result: 1, in_reply_to: asked.message_id } }]);
    expect(earlier.closings).toEqual(looksOpen ? ["replaced by a newer connection"] : []);
    await arrived(processes);
    expect([a, b].map(({ core, sessions }) => [core.counts, sessions.counts.sessions])).toEqual([
      [{ connections: 1, nodes: 1, pendingRequests: 0 }, 1],
      [{ connections: 1, nodes: 1, pendingRequests: 0 }, 1],
    ]);
  });

  it("ends without a watch being told that the page is gone", async () => {
    const { processes, page, bob, mend } = await setUp(1);
    bob.door.receive(toServer("watch", "Bob", { node_id: "Alice", each_page: true }));
    await until(() => bob.inbox.length > 0);
    page.door.receive(ack("Alice", 0));
    mend();
    await arrived(processes);
    expect(bob.inbox).toMatchObject([{ message_type: "presence", body: { online: true } }]);
    expect(processes.map(({ sessions }) => sessions.counts.sessions)).toEqual([1, 1]);
  });

  it("waits for a page that did not hear of the new one", async () => {
    const { processes, a, id, earlier, page, mend } = await setUp(1);
    earlier.door.end();
    page.door.end();
    mend();
    await arrived(processes);
    expect((await enter(a.connect(), "Alice", { id, received: 0 })).id).toBe(id);
  });

  it("ends at once where the process was only slow, and is forgotten with the new one", async () => {
    const { processes, a, b, earlier, page, mend } = await setUp(1);
    mend();
    page.door.receive(ack("Alice", 0));
    await arrived(processes);
    expect(earlier.closings).toEqual(["replaced by a newer connection"]);
    const asked = await b.backplane.count(["replaced-sessions"]);
    const askedByOthers = await a.backplane.count(["replaced-sessions"]);
    page.door.end(true);
    expect([asked, askedByOthers, await a.backplane.count(["replaced-sessions"])]).toEqual([[0], [1], [0]]);
  });
});

import { JqlusterServer } from "../../src/core";
import type { Message } from "../../src/protocol";
import { letTimePass, stopTime } from "../support/fake-time";
import { getRequest, registration, replyTo, toServer } from "../support/messages";
import { numbersIn, signal } from "../support/session-pages";
import {
  afterTurns,
  begin,
  closeProcesses,
  enter,
  handshakeWith,
  type Process,
  startProcesses,
} from "../support/session-processes";
import { until } from "../support/until";

afterEach(() => {
  closeProcesses();
  jest.useRealTimers();
});

describe("a page that comes back to another process", () => {
  it("goes on with its session, with what each side lacks", async () => {
    const [a, b, c] = startProcesses(3) as [Process, Process, Process];
    const { page, id } = await begin(a, "Alice");
    const { page: carol } = await begin(c, "Carol");
    for (let i = 0; i < 3; i++) carol.door.receive(signal("Carol", "Alice", i));
    for (let i = 0; i < 2; i++) page.door.receive(signal("Alice", "Carol", i));
    await until(() => numbersIn(page.inbox).length === 3 && numbersIn(carol.inbox).length === 2);
    page.door.end();
    for (let i = 3; i < 5; i++) carol.door.receive(signal("Carol", "Alice", i));
    const again = b.connect();
    expect(await enter(again, "Alice", { id, received: 1 })).toMatchObject({ id, received: 2 });
    carol.door.receive(signal("Carol", "Alice", 5));
    again.door.receive(signal("Alice", "Carol", 2));
    await until(() => numbersIn(again.inbox).length >= 5 && numbersIn(carol.inbox).length >= 3);
    expect(numbersIn(again.inbox)).toEqual([1, 2, 3, 4, 5]);
    expect(numbersIn(carol.inbox)).toEqual([0, 1, 2]);
    expect([a, b].map(({ core, sessions }) => [core.counts.connections, sessions.counts])).toEqual([
      [0, { sessions: 0, waiting: 0 }],
      [1, { sessions: 1, waiting: 0 }],
    ]);
  });

  it("goes on with its session when it was the last page of its room on the process it left", async () => {
    const [a, b, c] = startProcesses(3, {}, true) as [Process, Process, Process];
    const { page, id } = await begin(a, "Alice");
    const { page: bob } = await begin(c, "Bob");
    const asked = getRequest("Alice", "Bob");
    page.door.receive(asked);
    await until(() => bob.inbox.length === 1);
    const again = b.connect();
    expect((await enter(again, "Alice", { id, received: 0 })).id).toBe(id);
    bob.door.receive(replyTo(asked, 2));
    await until(() => again.inbox.length === 1);
    expect(again.inbox[0]?.body).toMatchObject({ error: null, result: 2 });
    expect(a.core.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
  });

  it("may still answer all that it was asked, and no more, whatever its rate", async () => {
    const [a, b, c] = startProcesses(3, { rateLimit: 4 }) as [Process, Process, Process];
    const { page, id } = await begin(a, "Alice");
    const requests: Message[] = [];
    for (let asker = 0; asker < 10; asker++) {
      const { page: other } = await begin(c, `Asker ${asker}`);
      for (let i = 0; i < 15; i++) {
        const request = getRequest(`Asker ${asker}`, "Alice");
        requests.push(request);
        other.door.receive(request);
      }
      // Nobody waits for an answer any more.
      if (asker % 2) other.door.end();
    }
    await until(() => page.inbox.length === requests.length);
    for (const request of requests.slice(0, 10)) page.door.receive(replyTo(request, 1));
    page.door.end();
    const again = b.connect();
    expect((await enter(again, "Alice", { id, received: 100 })).id).toBe(id);
    await until(() => again.inbox.length === requests.length - 100);
    again.inbox.length = 0;
    for (const request of requests.slice(10)) again.door.receive(replyTo(request, 1));
    expect(b.seen.filter(([name]) => name === "refused")).toEqual([]);
    // Others are limited as ever, to two bursts of twenty.
    for (let i = 0; i < 200; i++) again.door.receive(replyTo(getRequest("Asker 0", "Alice"), 1));
    expect(b.seen.filter(([name]) => name === "refused").length).toBeGreaterThan(0);
  });

  it("begins a new session where no process has the one it names", async () => {
    const [, b] = startProcesses(2) as [Process, Process];
    const again = b.connect();
    expect((await enter(again, "Alice", { id: "unknown", received: 0 })).id).not.toBe("unknown");
  });

  it.each([
    ["another node", "Mallory", "page of Alice"],
    ["another page of its node", "Alice", "page of Mallory"],
  ])("is not given the session of %s", async (_what, nodeId, pageId) => {
    const [a, b] = startProcesses(2) as [Process, Process];
    const { page, id } = await begin(a, "Alice");
    // The channel that it asks on is that of its own node.
    await begin(a, nodeId);
    expect((await enter(b.connect(), nodeId, { id, received: 0 }, pageId)).id).not.toBe(id);
    expect(page.closings).toEqual([]);
  });

  it("is not given the session of a page in another room", async () => {
    const [a] = startProcesses(1) as [Process];
    const { id } = await begin(a, "Alice");
    const room = new JqlusterServer();
    const found = [a.core, room].map((core) => a.sessions.movable(id, core, "Alice", "page of Alice"));
    room.close();
    expect(found).toEqual([expect.anything(), undefined]);
  });

  it("is asked for its permission again, before the other process is asked for its session", async () => {
    const seen: unknown[] = [];
    const [a, b] = startProcesses(2, {
      authorizeRegister: ({ auth }) => {
        seen.push(auth);
        return auth.token === "valid" || "the token has expired";
      },
    }) as [Process, Process];
    const { page, id } = await begin(a, "Alice", "valid");
    const again = b.connect(handshakeWith("expired"));
    again.door.receive(registration("Alice", "page of Alice", { id, received: 0 }));
    await until(() => again.inbox.length > 0);
    expect(again.inbox[0]?.body).toMatchObject({ error: "refused: the token has expired" });
    expect(page.closings).toEqual([]);
    expect((await enter(b.connect(handshakeWith("valid")), "Alice", { id, received: 0 })).id).toBe(id);
    expect(seen).toEqual([{ token: "valid" }, { token: "expired" }, { token: "valid" }]);
  });

  it.each([
    [0, 0],
    [0, 1],
    [0, 2],
  ])("has its requests answered, and answers those to it: page on %i, other on %i", async (from, other) => {
    const processes = startProcesses(3) as [Process, Process, Process];
    const { page, id } = await begin(processes[from] as Process, "Alice");
    const { page: bob } = await begin(processes[other] as Process, "Bob");
    const [asked, asking] = [getRequest("Alice", "Bob"), getRequest("Bob", "Alice")];
    page.door.receive(asked);
    bob.door.receive(asking);
    await until(() => page.inbox.length === 1 && bob.inbox.length === 1);
    const again = processes[1].connect();
    await enter(again, "Alice", { id, received: 1 });
    again.door.receive(replyTo(asking, 1));
    bob.door.receive(replyTo(asked, 2));
    await until(() => again.inbox.length === 1 && bob.inbox.length === 2);
    expect(again.inbox[0]?.body).toMatchObject({ error: null, result: 2 });
    expect(bob.inbox[1]?.body).toMatchObject({ error: null, result: 1 });
    expect(processes.map(({ core }) => core.counts.pendingRequests)).toEqual([0, 0, 0]);
  });

  it("may still answer what its new process is told late, beside another page of its node there", async () => {
    let prepare = () => {};
    const [a, b, c] = startProcesses(3, {}, false, (read, from, to) => {
      if (from === 0 && to === 2) prepare();
      afterTurns(from === 2 && to === 1 ? 500 : 1, read);
    }) as [Process, Process, Process];
    const { id } = await begin(a, "Alice");
    const { page: bob } = await begin(c, "Bob");
    const other = b.connect();
    await enter(other, "Alice", true, "another page");
    const asked = getRequest("Bob", "Alice");
    // When the first process makes sure that all has arrived there.
    prepare = () => {
      prepare = () => {};
      bob.door.receive(asked);
    };
    const again = b.connect();
    expect((await enter(again, "Alice", { id, received: 0 })).id).toBe(id);
    await until(() => other.inbox.length === 1);
    other.door.end(true);
    expect(b.core.counts.pendingRequests).toBe(1);
    again.door.receive(replyTo(asked, 1));
    await until(() => bob.inbox.length === 1);
    expect(bob.inbox[0]?.body).toMatchObject({ error: null, result: 1 });
    expect(again.inbox).toHaveLength(1);
  });

  it.each([[0], [1], [2]])(
    "has its requests answered with an error when the other, on %i, leaves",
    async (other) => {
      stopTime();
      const processes = startProcesses(3) as [Process, Process, Process];
      const { page, id } = await letTimePass(begin(processes[0], "Alice"));
      const { page: bob } = await letTimePass(begin(processes[other] as Process, "Bob"));
      page.door.receive(getRequest("Alice", "Bob"));
      await letTimePass(until(() => bob.inbox.length === 1));
      const again = processes[1].connect();
      await letTimePass(enter(again, "Alice", { id, received: 0 }));
      bob.door.end(true);
      await letTimePass(until(() => again.inbox.length === 1));
      expect(again.inbox[0]?.body).toMatchObject({ error: expect.stringMatching(/^went away: node "Bob"/) });
    },
  );

  it.each([[0], [1], [2]])(
    "gives those who asked it an error when it leaves there: other on %i",
    async (other) => {
      stopTime();
      const processes = startProcesses(3) as [Process, Process, Process];
      const { page, id } = await letTimePass(begin(processes[0], "Alice"));
      const { page: bob } = await letTimePass(begin(processes[other] as Process, "Bob"));
      bob.door.receive(getRequest("Bob", "Alice"));
      await letTimePass(until(() => page.inbox.length === 1));
      const again = processes[1].connect();
      await letTimePass(enter(again, "Alice", { id, received: 1 }));
      again.door.end(true);
      await letTimePass(until(() => bob.inbox.length === 1));
      expect(bob.inbox[0]?.body).toMatchObject({ error: expect.stringMatching(/^went away: node "Alice"/) });
    },
  );

  it("is told by its watches only what changes after it moved", async () => {
    const [a, b, c] = startProcesses(3) as [Process, Process, Process];
    const { page, id } = await begin(a, "Alice");
    const { page: bob } = await begin(c, "Bob");
    page.door.receive(toServer("watch", "Alice", { node_id: "Bob" }));
    await until(() => page.inbox.length === 1);
    const again = b.connect();
    await enter(again, "Alice", { id, received: 1 });
    bob.door.end(true);
    await until(() => again.inbox.length > 0);
    expect(again.inbox).toMatchObject([{ message_type: "presence", body: { online: false } }]);
  });
});

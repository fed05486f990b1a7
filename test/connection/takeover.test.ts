import { type Session, Sessions } from "../../src/connection";
import { JqlusterServer } from "../../src/core";
import { type JsonObject, type Message, type SessionBody, sessionOf } from "../../src/protocol";
import { type DoorPage, doors } from "../support/door";
import { MemoryBus } from "../support/memory-backplane";
import { getRequest, message, register, replyTo } from "../support/messages";
import { until } from "../support/until";

const LIMITS = { rateLimit: 0, maxPendingRequests: 0, maxMessageBytes: 1_000_000 };

let closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings) close();
  closings = [];
});

/**
 * Processes of one jQluster, each with sessions of its own.
 *
 * @param closesWhenEmpty - Whether a core is closed after its last page, as that of a room with a name is.
 */
function startProcesses(count: number, options: Parameters<typeof doors>[0] = {}, closesWhenEmpty = false) {
  const bus = new MemoryBus();
  return Array.from({ length: count }, () => {
    const backplane = bus.connect();
    const sessions = new Sessions<Session>({ resumeTimeout: 15_000, ...LIMITS });
    const core: JqlusterServer = new JqlusterServer({
      backplane,
      sessions,
      requestTimeout: 20_000,
      onEmpty: () => closesWhenEmpty && core.close(),
    });
    closings.push(() => {
      core.close();
      sessions.close();
    });
    return { ...doors({ core, sessions, ...options }), sessions, backplane };
  });
}
type Process = ReturnType<typeof startProcesses>[number];

function registration(nodeId: string, pageId: string, resume: unknown): Message {
  const plain = register(nodeId, pageId);
  return { ...plain, body: { ...(plain.body as JsonObject), resume: resume as JsonObject } };
}

function handshakeWith(token: string) {
  return { handshake: { headers: {}, query: {}, auth: { token }, address: "192.0.2.1" } };
}

async function enter(
  page: DoorPage,
  nodeId: string,
  resume: unknown,
  pageId = `page of ${nodeId}`,
): Promise<SessionBody> {
  page.door.receive(registration(nodeId, pageId, resume));
  await until(() => page.inbox.length > 0);
  const reply = page.inbox.shift();
  const session = reply && sessionOf(reply);
  if (!session) throw new Error(`no session: ${JSON.stringify(reply)}`);
  return session;
}

/** Begins a session whose page has shown that it knows it. */
async function begin({ connect }: Process, nodeId: string, token = "") {
  const page = connect(handshakeWith(token));
  const { id } = await enter(page, nodeId, true);
  page.door.receive({ message_id: "a", message_type: "ack", from: nodeId, to: null, body: { received: 0 } });
  return { page, id };
}

const signal = (from: string, to: string, i: number) => message("signal", from, to, { i });
const numbersIn = (inbox: readonly Message[]) =>
  inbox.filter(({ message_type: type }) => type === "signal").map(({ body }) => (body as { i: number }).i);

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
    closings.push(() => room.close());
    const found = [a.core, room].map((core) => a.sessions.movable(id, core, "Alice", "page of Alice"));
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

  it("moves to and fro while others of all processes send to it, and presence does not change", async () => {
    const processes = startProcesses(3) as [Process, Process, Process];
    const senders = await Promise.all(processes.map((process, i) => begin(process, `Sender ${i}`)));
    for (const [i, { page }] of senders.entries()) {
      const watch = message("watch", `Sender ${i}`, "", { node_id: "Alice", each_page: true });
      page.door.receive({ ...watch, to: null });
      await until(() => page.inbox.length === 1);
    }
    const begun = await begin(processes[0], "Alice");
    const { id } = begun;
    let { page } = begun;
    const came: Message[] = [];
    let sent = 0;
    let said = 0;
    const step = () => {
      for (const [i, sender] of senders.entries()) {
        sender.page.door.receive(signal(`Sender ${i}`, "Alice", sent));
      }
      sent += 1;
    };
    for (let move = 1; move <= 60; move++) {
      const timer = setInterval(step, 0);
      step();
      page.door.receive(signal("Alice", `Sender ${move % 3}`, said++));
      for (let turn = 0; turn < move % 7; turn++) await new Promise(setImmediate);
      // Half of the time the old connection still looks open.
      if (move % 2) page.door.end();
      const lacking = came.length + page.inbox.length;
      came.push(...page.inbox.splice(0));
      step();
      page = (processes[move % 3] as Process).connect();
      const session = await enter(page, "Alice", { id, received: lacking });
      clearInterval(timer);
      expect(session).toMatchObject({ id, received: said });
    }
    const all = () => [...came, ...page.inbox];
    await until(() => numbersIn(all()).length >= 3 * sent);
    for (const i of senders.keys()) {
      const numbers = numbersIn(all().filter(({ from }) => from === `Sender ${i}`));
      expect(numbers).toEqual(Array.from({ length: sent }, (_, number) => number));
    }
    for (const [i, sender] of senders.entries()) {
      expect(numbersIn(sender.page.inbox)).toEqual(
        Array.from({ length: said }, (_, number) => number).filter((number) => (number + 1) % 3 === i),
      );
      const told = sender.page.inbox.filter(({ message_type: type }) => type === "presence");
      expect(told).toHaveLength(2);
    }
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

  it.each([[0], [1], [2]])(
    "has its requests answered with an error when the other, on %i, leaves",
    async (other) => {
      const processes = startProcesses(3) as [Process, Process, Process];
      const { page, id } = await begin(processes[0], "Alice");
      const { page: bob } = await begin(processes[other] as Process, "Bob");
      page.door.receive(getRequest("Alice", "Bob"));
      await until(() => bob.inbox.length === 1);
      const again = processes[1].connect();
      await enter(again, "Alice", { id, received: 0 });
      bob.door.end(true);
      await until(() => again.inbox.length === 1);
      expect(again.inbox[0]?.body).toMatchObject({ error: expect.stringMatching(/^went away: node "Bob"/) });
    },
  );

  it.each([[0], [1], [2]])(
    "gives those who asked it an error when it leaves there: other on %i",
    async (other) => {
      const processes = startProcesses(3) as [Process, Process, Process];
      const { page, id } = await begin(processes[0], "Alice");
      const { page: bob } = await begin(processes[other] as Process, "Bob");
      bob.door.receive(getRequest("Bob", "Alice"));
      await until(() => page.inbox.length === 1);
      const again = processes[1].connect();
      await enter(again, "Alice", { id, received: 1 });
      again.door.end(true);
      await until(() => bob.inbox.length === 1);
      expect(bob.inbox[0]?.body).toMatchObject({ error: expect.stringMatching(/^went away: node "Alice"/) });
    },
  );

  it("is told by its watches only what changes after it moved", async () => {
    const [a, b, c] = startProcesses(3) as [Process, Process, Process];
    const { page, id } = await begin(a, "Alice");
    const { page: bob } = await begin(c, "Bob");
    page.door.receive({ ...message("watch", "Alice", "", { node_id: "Bob" }), to: null });
    await until(() => page.inbox.length === 1);
    const again = b.connect();
    await enter(again, "Alice", { id, received: 1 });
    bob.door.end(true);
    await until(() => again.inbox.length > 0);
    expect(again.inbox).toMatchObject([{ message_type: "presence", body: { online: false } }]);
  });
});

import { type Session, Sessions } from "../../src/connection";
import { doors, errorsOf } from "../support/door";
import { ack, getRequest, message, register, registration, replyTo, toServer } from "../support/messages";
import { begin, LIMITS, numbersIn, RESUME_TIMEOUT, sessionIn, setUp, signal } from "../support/session-pages";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe("a session", () => {
  it("is told only to who asks for it, with what the page may send", () => {
    const { connect } = setUp();
    const [asks, original] = [connect(), connect()];
    asks.door.receive(registration("Alice", "p1", true));
    expect(sessionIn(asks)).toEqual({
      id: expect.stringMatching(/^[\w-]{24}$/),
      received: 0,
      limits: { rate: 10, burst: 50, pending_requests: 7, bytes: 1000 },
    });
    const plain = register("Bob");
    original.door.receive(plain);
    expect(original.inbox[0]?.body).toEqual({ error: null, in_reply_to: plain.message_id });
  });

  it("names in its ID the process that holds it, where that has a name", () => {
    const sessions = new Sessions<Session>({
      resumeTimeout: RESUME_TIMEOUT,
      ...LIMITS,
      sessionIdPrefix: "w3-",
    });
    const { connect } = doors({ sessions });
    expect(begin(connect(), "Alice", "p1")).toMatch(/^w3-\.[\w-]{24}$/);
  });

  it("has an ID of its own each time", () => {
    const { connect } = setUp();
    const ids = Array.from({ length: 100 }, (_, i) => begin(connect(), `Node ${i}`, "p"));
    expect(new Set(ids).size).toBe(100);
  });

  it.each([[{ id: 1, received: 0 }], [{ id: "x" }], [{ id: "x", received: -1 }], ["yes"], [7]])(
    "is refused with resume %j, saying what it must be",
    (resume) => {
      const { connect } = setUp();
      const page = connect();
      page.door.receive(registration("Alice", "p1", resume));
      expect(errorsOf(page.inbox)).toEqual([expect.stringMatching(/^body\.resume must be true, or the id/)]);
    },
  );

  it("goes on over a new connection with what each side lacks, and nobody else notices", () => {
    const { connect, join, core } = setUp();
    const [alice, bob] = [connect(), join("Bob")];
    bob.door.receive(toServer("watch", "Bob", { node_id: "Alice", each_page: true }));
    const id = begin(alice, "Alice", "p1");
    for (let i = 0; i < 3; i++) bob.door.receive(signal("Bob", "Alice", i));
    for (let i = 0; i < 2; i++) alice.door.receive(signal("Alice", "Bob", i));
    const presences = bob.inbox.length;
    alice.door.end();
    for (let i = 3; i < 5; i++) bob.door.receive(signal("Bob", "Alice", i));
    const again = connect();
    // Of five messages only the first had come.
    again.door.receive(registration("Alice", "p1", { id, received: 1 }));
    expect(sessionIn(again)).toMatchObject({ id, received: 2 });
    expect(numbersIn(again.inbox)).toEqual([1, 2, 3, 4]);
    bob.door.receive(signal("Bob", "Alice", 5));
    again.door.receive(signal("Alice", "Bob", 2));
    expect(numbersIn(again.inbox)).toEqual([1, 2, 3, 4, 5]);
    expect(numbersIn(bob.inbox)).toEqual([0, 1, 2]);
    expect(bob.inbox.filter(({ message_type: type }) => type === "presence")).toHaveLength(2);
    expect(presences).toBe(4);
    expect(core.counts).toMatchObject({ connections: 2, nodes: 2 });
  });

  it("lets a request to a page in a gap wait for it", () => {
    const { connect, join } = setUp();
    const [alice, bob] = [connect(), join("Bob")];
    const id = begin(alice, "Alice", "p1");
    alice.door.receive(ack("Alice", 0));
    alice.door.end();
    const request = getRequest("Bob", "Alice");
    bob.door.receive(request);
    expect(bob.inbox).toEqual([]);
    const again = connect();
    again.door.receive(registration("Alice", "p1", { id, received: 0 }));
    sessionIn(again);
    expect(again.inbox).toEqual([request]);
    again.door.receive(replyTo(request, 42));
    expect(bob.inbox).toMatchObject([{ body: { result: 42 } }]);
  });

  it("takes the place of a connection that still looks open", () => {
    const { connect, join, core } = setUp();
    const [alice, bob] = [connect(), join("Bob")];
    const id = begin(alice, "Alice", "p1");
    const again = connect();
    again.door.receive(registration("Alice", "p1", { id, received: 0 }));
    expect(alice.closings).toEqual(["replaced by a newer connection"]);
    alice.door.receive(signal("Alice", "Bob", 99));
    alice.door.end();
    again.door.receive(signal("Alice", "Bob", 1));
    expect(numbersIn(bob.inbox)).toEqual([1]);
    expect(core.counts.connections).toBe(2);
  });

  it.each([
    [RESUME_TIMEOUT - 1, 2],
    [RESUME_TIMEOUT, 1],
  ])("after %i ms in a gap: %i connections are registered", (wait, connections) => {
    const { connect, join, core, sessions } = setUp();
    const [alice, bob] = [connect(), join("Bob")];
    begin(alice, "Alice", "p1");
    alice.door.receive(ack("Alice", 0));
    alice.door.end();
    bob.door.receive(getRequest("Bob", "Alice"));
    jest.advanceTimersByTime(wait);
    expect(core.counts.connections).toBe(connections);
    expect(errorsOf(bob.inbox)).toEqual(
      connections === 2 ? [] : [expect.stringMatching(/^went away: node "Alice" left/)],
    );
    jest.advanceTimersByTime(RESUME_TIMEOUT);
    expect(sessions.counts).toEqual({ sessions: 0, waiting: 0 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it("ends each of several sessions at its own time", () => {
    const { connect, core } = setUp();
    for (let i = 0; i < 3; i++) {
      const page = connect();
      begin(page, `Node ${i}`, "p");
      page.door.receive(ack(`Node ${i}`, 0));
      page.door.end();
      jest.advanceTimersByTime(1000);
    }
    jest.advanceTimersByTime(RESUME_TIMEOUT - 3000);
    const left: number[] = [];
    for (let i = 0; i < 3; i++) {
      left.push(core.counts.connections);
      jest.advanceTimersByTime(1000);
    }
    expect([...left, core.counts.connections]).toEqual([2, 1, 0, 0]);
  });

  it("ends at once with a goodbye, and where the page cannot know its ID yet", () => {
    const { connect, core } = setUp();
    const [polite, unknowing] = [connect(), connect()];
    begin(polite, "Alice", "p1");
    polite.door.receive(ack("Alice", 0));
    polite.door.end(true);
    begin(unknowing, "Bob", "p2");
    unknowing.door.end();
    expect(core.counts.connections).toBe(0);
  });

  it.each([
    ["another node", "Bob", "p1", 0],
    ["another page", "Alice", "p2", 0],
    ["more than was sent", "Alice", "p1", 9],
  ])("is not resumed by %s: a new one begins", (_what, nodeId, pageId, received) => {
    const { connect } = setUp();
    const alice = connect();
    const id = begin(alice, "Alice", "p1");
    const again = connect();
    again.door.receive(registration(nodeId, pageId, { id, received }));
    const next = sessionIn(again);
    expect(next.id).not.toBe(id);
    expect(next.received).toBe(0);
  });

  it("is asked again for permission, with the new handshake", () => {
    const pins: unknown[] = [];
    const { connect, core } = setUp({
      authorizeRegister: ({ auth }) => {
        pins.push(auth.pin);
        return auth.pin === 1;
      },
    });
    const handshake = (pin: number) => ({ headers: {}, query: {}, auth: { pin }, address: "" });
    const alice = connect({ handshake: handshake(1) });
    const id = begin(alice, "Alice", "p1");
    const thief = connect({ handshake: handshake(2) });
    thief.door.receive(registration("Alice", "p1", { id, received: 0 }));
    expect(errorsOf(thief.inbox)).toEqual(["refused: not permitted"]);
    expect([pins, alice.closings, core.counts.connections]).toEqual([[1, 2], [], 1]);
  });

  it("ends when more is sent to a page in a gap than may be held, and the sender is told", () => {
    const { connect, join, core } = setUp();
    const [alice, bob] = [connect(), join("Bob")];
    begin(alice, "Alice", "p1");
    alice.door.receive(ack("Alice", 0));
    alice.door.end();
    bob.door.receive(getRequest("Bob", "Alice"));
    bob.door.receive(getRequest("Bob", "Alice", "x".repeat(8000)));
    expect(errorsOf(bob.inbox)).toEqual(Array(2).fill(expect.stringMatching(/^went away: node "Alice"/)));
    expect(core.counts.connections).toBe(1);
  });

  it("cannot be resumed when more was sent than is kept and was not acknowledged", () => {
    const { connect, join } = setUp();
    const [alice, bob] = [connect(), join("Bob")];
    const id = begin(alice, "Alice", "p1");
    const text = "x".repeat(200);
    for (let i = 0; i < 40; i++) bob.door.receive(message("signal", "Bob", "Alice", { i, text }));
    alice.door.receive(ack("Alice", 0));
    alice.door.end();
    const again = connect();
    again.door.receive(registration("Alice", "p1", { id, received: 2 }));
    expect(sessionIn(again).id).not.toBe(id);
  });

  it("waits for a page that has come back once, though nothing that it sent has come", () => {
    const { connect, core } = setUp();
    const id = begin(connect(), "Alice", "p1");
    const again = connect();
    again.door.receive(registration("Alice", "p1", { id, received: 0 }));
    again.door.end();
    expect(core.counts.connections).toBe(1);
  });

  it("is not offered when resumeTimeout is 0", () => {
    const sessions = new Sessions<Session>({ resumeTimeout: 0, ...LIMITS });
    const { connect } = doors({ sessions });
    const page = connect();
    const message = registration("Alice", "p1", true);
    page.door.receive(message);
    expect(page.inbox[0]?.body).toEqual({ error: null, in_reply_to: message.message_id });
  });

  it("is over when the server stops, also in a gap", () => {
    const { connect, core, sessions } = setUp();
    const [open, away] = [connect(), connect()];
    begin(open, "Alice", "p1");
    begin(away, "Bob", "p2");
    away.door.receive(ack("Bob", 0));
    away.door.end();
    open.door.close("server stops");
    sessions.close();
    expect([core.counts.connections, sessions.counts, jest.getTimerCount()]).toEqual([
      0,
      { sessions: 0, waiting: 0 },
      0,
    ]);
  });
});

import type { Authorize, Verdict } from "../../src/connection";
import type { Message } from "../../src/protocol";
import { doors, errorsOf } from "../support/door";
import { getRequest, message, register, toServer } from "../support/messages";

/** A rule whose verdicts are given one by one, later. */
function laterRule() {
  const decide: ((verdict: Verdict) => void)[] = [];
  const asked: Message[] = [];
  const rule: Authorize = (_handshake, _identity, sent) => {
    asked.push(sent);
    return new Promise((resolve) => decide.push(resolve));
  };
  return { rule, asked, decide: (verdict: Verdict) => decide.shift()?.(verdict) };
}

/** Lets every promise that is settled go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** The ways to say no, and what the page is told. */
const REFUSALS: Readonly<Record<string, [Authorize, string]>> = {
  false: [() => false, "refused: not permitted"],
  "a text": [() => "only on Sundays", "refused: only on Sundays"],
  "an empty text": [() => "", "refused: not permitted"],
  nothing: [() => undefined as never, "refused: not permitted"],
  "something truthy that is not true": [() => 1 as never, "refused: not permitted"],
  "an exception": [
    () => {
      throw new Error("password of the database");
    },
    "refused: not permitted",
  ],
  "a promise of false": [async () => false, "refused: not permitted"],
  "a promise of a text": [async () => "only on Sundays", "refused: only on Sundays"],
  "a rejection": [() => Promise.reject(new Error("password of the database")), "refused: not permitted"],
};

describe("authorizeRegister", () => {
  it("is asked with the handshake, the identity claimed, and the message", () => {
    const authorizeRegister = jest.fn(() => true);
    const { connect } = doors({ authorizeRegister });
    const handshake = {
      headers: { cookie: "a=b" },
      query: { q: "1" },
      auth: { pin: "2" },
      address: "192.0.2.7",
    };
    const sent = register("Alice", "page 1");
    connect({ handshake }).door.receive(sent);
    expect(authorizeRegister.mock.calls).toEqual([[handshake, { nodeId: "Alice", pageId: "page 1" }, sent]]);
  });

  it.each(Object.entries(REFUSALS))("refuses by %s", async (_way, [authorizeRegister, error]) => {
    const { connect, core, seen } = doors({ authorizeRegister });
    const page = connect();
    const sent = register("Alice");
    page.door.receive(sent);
    await settle();
    expect(page.inbox).toMatchObject([
      { message_type: "register_reply", from: null, body: { error, in_reply_to: sent.message_id } },
    ]);
    expect(core.counts.connections).toBe(0);
    expect(seen).toContainEqual(["refused", "not permitted"]);
  });

  it.each<[string, Authorize]>([
    ["true", () => true],
    ["a promise of true", async () => true],
  ])("permits by %s", async (_way, authorizeRegister) => {
    const { connect, core } = doors({ authorizeRegister });
    const page = connect();
    page.door.receive(register("Alice"));
    await settle();
    expect(errorsOf(page.inbox)).toEqual([null]);
    expect(core.counts.connections).toBe(1);
  });

  it("keeps the text of an exception in the log", async () => {
    const { connect, log } = doors({ authorizeRegister: () => Promise.reject(new Error("no database")) });
    connect().door.receive(register("Alice"));
    await settle();
    expect(log.some(({ text }) => text.includes("no database"))).toBe(true);
  });

  it("lets a page that was refused try again, as somebody else too", () => {
    const { connect } = doors({ authorizeRegister: (_handshake, { nodeId }) => nodeId === "Alice" });
    const page = connect();
    for (const nodeId of ["Bob", "Alice", "Bob"]) page.door.receive(register(nodeId));
    expect(errorsOf(page.inbox)).toEqual([
      "refused: not permitted",
      null,
      expect.stringContaining("already"),
    ]);
  });

  it("takes what came after it only once it is decided, in order", async () => {
    const { rule, decide } = laterRule();
    const { connect, join } = doors({
      authorizeRegister: (...question) => question[1].nodeId === "Bob" || rule(...question),
    });
    const bob = join("Bob");
    const page = connect();
    page.door.receive(register("Alice"));
    const sent = Array.from({ length: 10 }, (_, i) => message("signal", "Alice", "Bob", { i }));
    for (const signal of sent) page.door.receive(signal);
    page.door.receive(register("Alice"));
    expect(bob.inbox).toEqual([]);
    decide(true);
    await settle();
    expect(bob.inbox).toEqual(sent);
    expect(errorsOf(page.inbox)).toEqual([null, expect.stringContaining("registered already")]);
  });

  it("registers nobody who has left while it was being decided", async () => {
    const { rule, decide } = laterRule();
    const { connect, core } = doors({ authorizeRegister: rule });
    const page = connect();
    page.door.receive(register("Alice"));
    page.door.receive(message("signal", "Alice", "Alice"));
    page.door.end();
    decide(true);
    await settle();
    expect(core.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
    expect(page.inbox).toEqual([]);
  });
});

describe("authorizeMessage", () => {
  it("is asked for every message after registration, whatever its type", () => {
    const authorizeMessage = jest.fn(() => true);
    const { join } = doors({ authorizeMessage });
    const alice = join("Alice", "page 1");
    const sent = [
      getRequest("Alice", "Alice"),
      message("signal", "Alice", "Alice"),
      message("something new", "Alice", "Alice"),
      toServer("watch", "Alice", { node_id: "Bob" }),
    ];
    for (const one of sent) alice.door.receive(one);
    const identity = { nodeId: "Alice", pageId: "page 1" };
    expect(authorizeMessage.mock.calls).toEqual(sent.map((one) => [expect.anything(), identity, one]));
  });

  it("sees the key of a statement that is to be kept, and keeps what it refuses from being kept", () => {
    const authorizeMessage: Authorize = (_handshake, { nodeId }, { body }) =>
      (body as { readonly keep?: string }).keep === "mine" || nodeId === "Admin";
    const { join, core } = doors({ authorizeMessage });
    const alice = join("Alice");
    const bob = join("Bob");
    for (const key of ["mine", "title"])
      alice.door.receive(
        message("select_and_get", "Alice", "Bob", { node_id: "Bob", eval_code: key, keep: key }),
      );
    expect(errorsOf(alice.inbox)).toEqual([null, expect.stringMatching(/^refused: /)]);
    expect(bob.inbox).toHaveLength(1);
    const late: Message[] = [];
    core.register({ uniqueId: "late", message: register("Bob"), sender: (sent) => late.push(sent) });
    expect(late.slice(1)).toEqual(bob.inbox);
  });

  it.each(Object.entries(REFUSALS))("refuses by %s", async (_way, [authorizeMessage, error]) => {
    const { join } = doors({ authorizeMessage });
    const [alice, bob] = [join("Alice"), join("Bob")];
    const [request, signal] = [getRequest("Alice", "Bob"), message("signal", "Alice", "Bob")];
    alice.door.receive(request);
    alice.door.receive(signal);
    await settle();
    expect(alice.inbox).toMatchObject([
      { message_type: "select_and_get_reply", from: null, body: { error, in_reply_to: request.message_id } },
      { message_type: "error", from: null, body: { error, in_reply_to: signal.message_id } },
    ]);
    expect(bob.inbox).toEqual([]);
  });

  it("is not asked about what is forged", () => {
    const authorizeMessage = jest.fn(() => true);
    const { join } = doors({ authorizeMessage });
    join("Alice").door.receive(message("signal", "Bob", "Alice"));
    expect(authorizeMessage).not.toHaveBeenCalled();
  });

  it("keeps the order of one page's messages, while other pages go on", async () => {
    const { rule, decide, asked } = laterRule();
    const { join } = doors({
      authorizeMessage: (...question) => question[1].nodeId !== "Alice" || rule(...question),
    });
    const [alice, bob, carol] = [join("Alice"), join("Bob"), join("Carol")];
    const sent = Array.from({ length: 5 }, (_, i) => message("signal", "Alice", "Bob", { i }));
    for (const signal of sent) alice.door.receive(signal);
    const fromCarol = message("signal", "Carol", "Bob");
    carol.door.receive(fromCarol);
    expect(bob.inbox).toEqual([fromCarol]);
    for (const verdict of [true, false, true, true, true]) {
      decide(verdict);
      await settle();
    }
    expect(asked).toEqual(sent);
    expect(bob.inbox).toEqual([fromCarol, sent[0], sent[2], sent[3], sent[4]]);
  });

  it("keeps order when some verdicts come at once and some later", async () => {
    const { join } = doors({
      authorizeMessage: (_handshake, _identity, { body }) => {
        const { i } = body as { readonly i: number };
        return i % 3 === 0 ? new Promise((resolve) => setImmediate(() => resolve(true))) : true;
      },
    });
    const [alice, bob] = [join("Alice"), join("Bob")];
    for (let i = 0; i < 300; i++) alice.door.receive(message("signal", "Alice", "Bob", { i }), undefined);
    while (bob.inbox.length < 300) await settle();
    expect(bob.inbox.map(({ body }) => (body as { readonly i: number }).i)).toEqual(
      Array.from({ length: 300 }, (_, i) => i),
    );
  });

  it.each([
    [1000, 0],
    [1001, 1],
  ])("lets at most 1000 messages wait: %i more, %i refused", async (count, refused) => {
    const { rule, decide } = laterRule();
    const { join, seen } = doors({ authorizeMessage: rule });
    const [alice, bob] = [join("Alice"), join("Bob")];
    for (let i = 0; i < 1 + count; i++) alice.door.receive(message("signal", "Alice", "Bob", { i }));
    expect(errorsOf(alice.inbox)).toEqual(
      Array(refused).fill("refused: too many messages wait for permission"),
    );
    expect(seen.filter(([name]) => name === "refused")).toHaveLength(refused);
    decide(true);
    await settle();
    expect(bob.inbox).toHaveLength(1);
  });

  it.each([
    ["as text", true],
    ["as an object", false],
  ])("lets at most a mebibyte wait that came %s", (_how, isText) => {
    const { join } = doors({ authorizeMessage: () => new Promise(() => {}) });
    const alice = join("Alice");
    for (let i = 0; i < 6; i++) {
      const large = message("signal", "Alice", "Bob", { text: "x".repeat(250_000) });
      alice.door.receive(large, isText ? JSON.stringify(large) : undefined);
    }
    // One is being decided, four wait.
    expect(errorsOf(alice.inbox)).toEqual([expect.stringContaining("too many messages wait")]);
  });
});

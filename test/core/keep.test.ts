import type { JqlusterServerOptions } from "../../src/core";
import { MAX_KEPT_NODES } from "../../src/core/keep/keep-store";
import type { Message } from "../../src/protocol";
import { coreWithLimits } from "../support/core-with-limits";
import { codesIn, statement } from "../support/kept-statements";
import { getRequest, register, replyTo, toServer } from "../support/messages";

const KEEP_TIMEOUT = 600_000;

beforeEach(() => void jest.useFakeTimers({ doNotFake: ["setImmediate", "queueMicrotask", "nextTick"] }));
afterEach(() => void jest.useRealTimers());

/** A core with Alice, and what a page that registers now is sent after the `register_reply`. */
function setUp(options: JqlusterServerOptions = {}) {
  const core = coreWithLimits({ keepTimeout: KEEP_TIMEOUT, maxKeptBytes: 2000, ...options });
  const { server, join } = core;
  const alice = join("alice", "Alice", "a1");
  const say = (said: Message) => server.distribute(said, { source: "alice" });
  let counter = 0;

  function arrive(nodeId: string): readonly Message[] {
    counter += 1;
    const inbox: Message[] = [];
    const uniqueId = `late${counter}`;
    server.register({ uniqueId, message: register(nodeId), sender: (sent) => inbox.push(sent) });
    expect(inbox.shift()).toMatchObject({ message_type: "register_reply", body: { error: null } });
    return inbox;
  }

  return { ...core, alice, say, arrive };
}

describe("a kept statement", () => {
  it("reaches the pages that are there, unchanged, and is answered by the server", () => {
    const { alice, say, arrive } = setUp();
    const bob = arrive("Bob");
    const said = { ...statement("a", 1), from_page: "a1" };
    say(said);
    expect(bob).toEqual([said]);
    expect(alice).toEqual([
      expect.objectContaining({
        message_type: "select_and_get_reply",
        from: null,
        to: "Alice",
        to_page: "a1",
        body: { error: null, result: null, in_reply_to: said.message_id },
      }),
    ]);
  });

  it("is answered also while nobody is there, and given once to each page that comes", () => {
    const { alice, say, arrive } = setUp();
    const said = statement("a", 1);
    say(said);
    expect(alice).toMatchObject([{ body: { error: null } }]);
    const pages = [arrive("Bob"), arrive("Bob")];
    expect(pages).toEqual([[said], [said]]);
    expect(arrive("Carol")).toEqual([]);
  });

  it("takes the place of the one before it under its key, in the order of first use", () => {
    const { say, arrive } = setUp();
    for (const [key, value] of [
      ["a", 1],
      ["b", 2],
      ["c", 3],
      ["a", 4],
      ["b", 5],
    ] as const) {
      say(statement(key, value));
    }
    expect(codesIn(arrive("Bob"))).toEqual(["$(4)", "$(5)", "$(3)"]);
  });

  it("comes from whoever said it last", () => {
    const { server, join, say, arrive } = setUp();
    join("c", "Carol");
    say(statement("a", 1));
    server.distribute(statement("a", 2, "Carol"), { source: "c" });
    server.unregister("c");
    expect(arrive("Bob")).toMatchObject([{ from: "Carol" }]);
  });

  it("is no pending request, and the replies of pages go nowhere, without a line", () => {
    const { server, alice, say, arrive, seen } = setUp({ maxPendingRequests: 1 });
    const said = [statement("a", 1), statement("b", 2)];
    for (const one of said) say(one);
    arrive("Bob");
    expect(server.counts.pendingRequests).toBe(0);
    alice.length = 0;
    seen.length = 0;
    for (const one of said) server.distribute(replyTo(one, 1), { source: "late1" });
    server.unregister("alice");
    for (const one of said) server.distribute(replyTo(one, 1), { source: "late1" });
    expect(alice).toEqual([]);
    expect(seen).toEqual([]);
  });

  it("that a page has refused is not given to it again until it is loaded anew or the key is said again", () => {
    const { server, say } = setUp();
    let connections = 0;
    const come = (pageId: string | undefined, refuses: boolean) => {
      connections += 1;
      const uniqueId = `bob${connections}`;
      const inbox: Message[] = [];
      server.register({ uniqueId, message: register("Bob", pageId), sender: (sent) => inbox.push(sent) });
      for (const one of inbox.slice(1)) {
        const code = (one.body as { readonly eval_code: string }).eval_code;
        const error = refuses && code === "$(1)" ? "refused: this page does not allow that" : null;
        server.distribute(
          { ...replyTo(one, null), body: { error, result: null, in_reply_to: one.message_id } },
          { source: uniqueId },
        );
      }
      server.unregister(uniqueId);
      return codesIn(inbox.slice(1));
    };
    say(statement("a", 1));
    say(statement("b", 2));
    expect(come("p1", true)).toEqual(["$(1)", "$(2)"]);
    expect(come("p1", true)).toEqual(["$(2)"]);
    // Another load of the page, and pages of the original, which have no ID.
    expect(come("p2", false)).toEqual(["$(1)", "$(2)"]);
    expect(come("p2", false)).toEqual(["$(1)", "$(2)"]);
    expect(come(undefined, true)).toEqual(["$(1)", "$(2)"]);
    expect(come(undefined, true)).toEqual(["$(1)", "$(2)"]);
    say(statement("a", 3));
    expect(come("p1", true)).toEqual(["$(3)", "$(2)"]);
  });

  it("that failed for another reason is given again", () => {
    const { server, say } = setUp();
    say(statement("a", 1));
    const inboxes = ["x", "y"].map((uniqueId) => {
      const inbox: Message[] = [];
      server.register({ uniqueId, message: register("Bob", "p1"), sender: (sent) => inbox.push(sent) });
      const [, kept] = inbox;
      if (kept) {
        const body = { error: "TypeError: no", result: null, in_reply_to: kept.message_id };
        server.distribute({ ...replyTo(kept, null), body }, { source: uniqueId });
      }
      server.unregister(uniqueId);
      return codesIn(inbox.slice(1));
    });
    expect(inboxes).toEqual([["$(1)"], ["$(1)"]]);
  });

  it("leaves other requests to their pages", () => {
    const { alice, say, server, arrive } = setUp();
    arrive("Bob");
    say(statement("a", 1));
    const asked = getRequest("Alice", "Bob");
    say(asked);
    alice.length = 0;
    server.distribute(replyTo(asked, 7), { source: "late1" });
    expect(alice).toMatchObject([{ from: "Bob", body: { result: 7 } }]);
  });
});

describe("keys", () => {
  it("are listed by kept, and dropped by forget, one or all", () => {
    const { server, alice, say, arrive } = setUp();
    for (const key of ["a", "b", "c"]) say(statement(key, 1));
    say(statement("x", 9, "Alice", "Carol"));
    const keysOf = (node: string) => {
      alice.length = 0;
      say(toServer("kept", "Alice", { node_id: node }));
      return (alice[0]?.body as { readonly result: string[] } | undefined)?.result;
    };
    expect(keysOf("Bob")).toEqual(["a", "b", "c"]);
    say(toServer("forget", "Alice", { node_id: "Bob", keep: "b" }));
    expect(keysOf("Bob")).toEqual(["a", "c"]);
    say(toServer("forget", "Alice", { node_id: "Bob" }));
    expect(keysOf("Bob")).toEqual([]);
    expect(arrive("Bob")).toEqual([]);
    expect(keysOf("Carol")).toEqual(["x"]);
    say(toServer("forget", "Alice", { node_id: "Carol" }));
    expect(server.keptBytes).toBe(0);
  });
});

describe("limits of what is kept", () => {
  it("refuse a statement that is too much, saying how much is allowed, and change nothing", () => {
    const { alice, say, arrive, seen } = setUp({ maxKeptBytes: 500 });
    const bob = arrive("Bob");
    say(statement("a", 1));
    const before = [...bob];
    alice.length = 0;
    say({ ...statement("b", 2), padding: "ä".repeat(250) });
    expect(alice).toMatchObject([
      { body: { error: expect.stringMatching(/^refused: \d{3} bytes .* at most 500 are allowed$/) } },
    ]);
    expect(bob).toEqual(before);
    expect(codesIn(arrive("Bob"))).toEqual(["$(1)"]);
    expect(seen).toContainEqual(["refused", "too much kept"]);
  });

  it("hold for 10,000 statements under 50 keys", () => {
    const { server, alice, say, arrive } = setUp({ maxKeptBytes: 20_000 });
    for (let i = 0; i < 10_000; i++) {
      say(statement(`key ${i % 50}`, i));
      alice.length = 0;
    }
    expect(server.keptBytes).toBeLessThanOrEqual(20_000);
    expect(codesIn(arrive("Bob"))).toEqual(Array.from({ length: 50 }, (_, i) => `$(${9_950 + i})`));
  });

  it("let nobody name nodes without end", () => {
    const { alice, say } = setUp();
    for (let i = 0; i < MAX_KEPT_NODES; i++) say(statement("a", i, "Alice", `node ${i}`));
    alice.length = 0;
    say(statement("a", 1, "Alice", "one more"));
    expect(alice).toMatchObject([{ body: { error: expect.stringMatching(/^refused: .* 1000 nodes/) } }]);
  });
});

describe("after the last page", () => {
  it("statements are kept for keepTimeout, and the room is empty then", () => {
    const onEmpty = jest.fn();
    const { server, say, arrive } = setUp({ onEmpty });
    say(statement("a", 1));
    server.unregister("alice");
    jest.advanceTimersByTime(KEEP_TIMEOUT - 1);
    expect(onEmpty).not.toHaveBeenCalled();
    expect(arrive("Bob")).toHaveLength(1);
    jest.advanceTimersByTime(2 * KEEP_TIMEOUT);
    expect(server.keptBytes).toBeGreaterThan(0);
    server.unregister("late1");
    jest.advanceTimersByTime(KEEP_TIMEOUT);
    expect(onEmpty).toHaveBeenCalledTimes(1);
    expect(arrive("Bob")).toEqual([]);
  });

  it("a room without kept statements is empty at once", () => {
    const onEmpty = jest.fn();
    const { server } = setUp({ onEmpty });
    server.unregister("alice");
    expect(onEmpty).toHaveBeenCalledTimes(1);
    expect(server.isEmpty).toBe(true);
  });
});

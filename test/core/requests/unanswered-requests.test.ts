import type { Message } from "../../../src/protocol";
import { coreWithLimits } from "../../support/core-with-limits";
import { getRequest, listenRequest, replyTo } from "../../support/messages";

const errorsOf = (inbox: readonly Message[]) =>
  inbox.map(({ body }) => (body as { readonly error: string | null }).error);

describe("the limit on unanswered requests", () => {
  const LIMIT = 3;

  it.each([
    [LIMIT - 1, 0],
    [LIMIT, 0],
    [LIMIT + 1, 1],
  ])("of three: %i requests, %i refused", (count, refused) => {
    const { server, join, seen } = coreWithLimits({ maxPendingRequests: LIMIT });
    const alice = join("a", "Alice");
    const bob = join("b", "Bob");
    for (let i = 0; i < count; i++) server.distribute(getRequest("Alice", "Bob"), { source: "a" });
    expect(bob).toHaveLength(count - refused);
    expect(errorsOf(alice)).toEqual(Array(refused).fill(expect.stringMatching(/^refused: .*at most 3/)));
    expect(seen.filter(([name]) => name === "refused")).toEqual(
      Array(refused).fill(["refused", "too many unanswered requests"]),
    );
  });

  it("counts each connection for itself", () => {
    const { server, join } = coreWithLimits({ maxPendingRequests: 1 });
    join("a", "Alice");
    join("c", "Carol");
    const bob = join("b", "Bob");
    server.distribute(getRequest("Alice", "Bob"), { source: "a" });
    server.distribute(getRequest("Carol", "Bob"), { source: "c" });
    expect(bob).toHaveLength(2);
  });

  it("makes room with every answer", () => {
    const { server, join } = coreWithLimits({ maxPendingRequests: 1 });
    const alice = join("a", "Alice");
    join("b", "Bob");
    for (let i = 0; i < 5; i++) {
      const request = getRequest("Alice", "Bob");
      server.distribute(request, { source: "a" });
      server.distribute(replyTo(request, i), { source: "b" });
    }
    expect(errorsOf(alice)).toEqual(Array(5).fill(null));
    expect(server.counts.pendingRequests).toBe(0);
  });

  it("stands at no limit when it is 0", () => {
    const { server, join } = coreWithLimits({ maxPendingRequests: 0 });
    join("a", "Alice");
    const bob = join("b", "Bob");
    for (let i = 0; i < 5000; i++) server.distribute(getRequest("Alice", "Bob"), { source: "a" });
    expect(bob).toHaveLength(5000);
  });
});

describe("the time a request waits", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each([
    [999, 0],
    [1000, 1],
    [1001, 1],
  ])("of one second: after %i ms %i error replies", (wait, replies) => {
    const { server, join } = coreWithLimits({ requestTimeout: 1000 });
    const alice = join("a", "Alice");
    join("b", "Bob");
    const request = getRequest("Alice", "Bob");
    server.distribute(request, { source: "a" });
    jest.advanceTimersByTime(wait);
    expect(alice).toEqual(
      Array(replies).fill(
        expect.objectContaining({
          message_type: "select_and_get_reply",
          from: null,
          body: {
            error: 'timed out: node "Bob" did not answer within 1 s',
            result: null,
            in_reply_to: request.message_id,
          },
        }),
      ),
    );
    expect(server.counts.pendingRequests).toBe(1 - replies);
  });

  it("is each request's own, with one timer for all", () => {
    const { server, join, seen } = coreWithLimits({ requestTimeout: 1000 });
    const alice = join("a", "Alice");
    join("b", "Bob");
    for (let i = 0; i < 10; i++) {
      server.distribute(getRequest("Alice", "Bob"), { source: "a" });
      expect(jest.getTimerCount()).toBe(1);
      jest.advanceTimersByTime(100);
    }
    expect(alice).toHaveLength(1);
    jest.advanceTimersByTime(400);
    expect(alice).toHaveLength(5);
    jest.advanceTimersByTime(600);
    expect(alice).toHaveLength(10);
    expect(seen.filter(([name]) => name === "unanswered")).toHaveLength(10);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("ends with the answer, and a late answer still passes", () => {
    const { server, join } = coreWithLimits({ requestTimeout: 1000 });
    const alice = join("a", "Alice");
    join("b", "Bob");
    const [answered, late] = [getRequest("Alice", "Bob"), listenRequest("Alice", "Bob")];
    server.distribute(answered, { source: "a" });
    server.distribute(late, { source: "a" });
    server.distribute(replyTo(answered, 1), { source: "b" });
    jest.advanceTimersByTime(2000);
    server.distribute(replyTo(late, "OK"), { source: "b" });
    expect(errorsOf(alice)).toEqual([null, expect.stringMatching(/^timed out/), null]);
  });

  it("goes on for ever when it is 0", () => {
    const { server, join } = coreWithLimits({ requestTimeout: 0 });
    const alice = join("a", "Alice");
    join("b", "Bob");
    server.distribute(getRequest("Alice", "Bob"), { source: "a" });
    jest.advanceTimersByTime(1e9);
    expect(alice).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe("a request that nobody will answer", () => {
  it("is told so for every page of a node, also when they number their messages alike", () => {
    const { server, join } = coreWithLimits();
    const pages = [join("a1", "Alice"), join("a2", "Alice")];
    join("b", "Bob");
    const request = getRequest("Alice", "Bob");
    server.distribute(request, { source: "a1" });
    server.distribute({ ...request }, { source: "a2" });
    server.unregister("b");
    expect(pages.map(errorsOf)).toEqual(
      Array(2).fill([expect.stringMatching(/^went away: node "Bob" left/)]),
    );
    expect(server.counts.pendingRequests).toBe(0);
  });

  it("waits until the last of its targets is gone", () => {
    const { server, join } = coreWithLimits();
    const alice = join("a", "Alice");
    join("b1", "Bob");
    join("b2", "Bob");
    server.distribute(getRequest("Alice", "Bob"), { source: "a" });
    server.unregister("b1");
    expect(alice).toEqual([]);
    server.unregister("b2");
    expect(alice).toHaveLength(1);
  });

  it("is answered at once when its only target cannot be sent to", () => {
    const { server, join } = coreWithLimits();
    const alice = join("a", "Alice");
    const sender = () => {
      throw new Error("broken pipe");
    };
    const message = {
      message_id: 1,
      message_type: "register",
      from: "Bob",
      to: null,
      body: { node_id: "Bob" },
    };
    server.register({ uniqueId: "b", message, sender });
    server.distribute(getRequest("Alice", "Bob"), { source: "a" });
    expect(errorsOf(alice)).toEqual([expect.stringMatching(/^went away: node "Bob" cannot be reached/)]);
    expect(server.counts.pendingRequests).toBe(0);
  });

  it("is answered when the asker's connection is about to be closed", () => {
    const { server, join } = coreWithLimits();
    const alice = join("a", "Alice");
    join("b", "Bob");
    server.distribute(getRequest("Alice", "Bob"), { source: "a" });
    server.giveUpRequestsOf("a");
    expect(errorsOf(alice)).toEqual([expect.stringMatching(/^went away: the server stops/)]);
    expect(server.counts.pendingRequests).toBe(0);
  });

  it("is forgotten with the connection that asked", () => {
    const { server, join } = coreWithLimits();
    join("a", "Alice");
    const bob = join("b", "Bob");
    server.distribute(getRequest("Alice", "Bob"), { source: "a" });
    server.unregister("a");
    expect(server.counts.pendingRequests).toBe(0);
    server.unregister("b");
    expect(bob).toHaveLength(1);
  });
});

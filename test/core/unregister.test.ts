import { coreWithNodes } from "../support/core-with-nodes";
import { getRequest, listenRequest, message, replyTo } from "../support/messages";

describe("unregister", () => {
  it.each(["unknown", "", "__proto__"])("does nothing and logs nothing for the unknown ID %j", (id) => {
    const { server, log } = coreWithNodes();
    expect(() => server.unregister(id)).not.toThrow();
    expect(log).toEqual([]);
  });

  it("logs at level info, naming connection and node", () => {
    const { server, log, join } = coreWithNodes();
    join("c1", "Alice");
    log.length = 0;
    server.unregister("c1");
    server.unregister("c1");
    expect(log).toEqual([
      {
        level: "info",
        text: expect.stringMatching(/"c1".*"Alice"/),
        context: { connection: "c1", node: "Alice" },
      },
    ]);
  });

  it("stops delivery to that connection and not to the others of its node", () => {
    const { server, join } = coreWithNodes();
    const first = join("b1", "Bob");
    const second = join("b2", "Bob");
    server.unregister("b1");
    server.distribute(message("signal", "Alice", "Bob"));
    expect([first.length, second.length]).toEqual([0, 1]);
  });

  it("leaves nothing of a node after its last connection", () => {
    const { server, join } = coreWithNodes();
    join("b1", "Bob");
    join("b2", "Bob");
    server.unregister("b1");
    expect(server.counts).toEqual({ connections: 1, nodes: 1, pendingRequests: 0 });
    server.unregister("b2");
    expect(server.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
    const alice = join("a1", "Alice");
    server.distribute(getRequest("Alice", "Bob"));
    expect(alice).toMatchObject([{ body: { error: 'no such node: node "Bob"' } }]);
  });
});

describe("a request whose target goes away", () => {
  it.each([
    ["select_and_get", getRequest],
    ["select_and_listen", listenRequest],
  ])("answers a %s at once, when the last target is gone", (type, make) => {
    const { server, join } = coreWithNodes();
    const alice = join("a1", "Alice");
    join("b1", "Bob");
    join("b2", "Bob");
    const request = make("Alice", "Bob");
    server.distribute(request, { source: "a1" });
    server.unregister("b1");
    expect(alice).toEqual([]);
    server.unregister("b2");
    expect(alice).toMatchObject([
      {
        message_type: `${type}_reply`,
        from: null,
        to: "Alice",
        body: { error: expect.stringMatching(/^went away: .*"Bob"/), in_reply_to: request.message_id },
      },
    ]);
    expect(server.counts.pendingRequests).toBe(0);
  });

  it("is not answered again when a reply has passed", () => {
    const { server, join } = coreWithNodes();
    const alice = join("a1", "Alice");
    join("b1", "Bob");
    const request = getRequest("Alice", "Bob");
    server.distribute(request, { source: "a1" });
    server.distribute(replyTo(request, "Hello"));
    server.unregister("b1");
    expect(alice).toHaveLength(1);
  });

  it("is forgotten with the one who asked", () => {
    const { server, join } = coreWithNodes();
    join("a1", "Alice");
    const bob = join("b1", "Bob");
    server.distribute(getRequest("Alice", "Bob"), { source: "a1" });
    server.unregister("a1");
    expect(server.counts.pendingRequests).toBe(0);
    server.unregister("b1");
    expect(bob).toHaveLength(1);
  });

  it('keeps requests with the IDs 1 and "1" apart', () => {
    const { server, join } = coreWithNodes();
    const alice = join("a1", "Alice");
    join("b1", "Bob");
    server.distribute({ ...getRequest("Alice", "Bob"), message_id: 1 }, { source: "a1" });
    server.distribute({ ...getRequest("Alice", "Bob"), message_id: "1" }, { source: "a1" });
    server.unregister("b1");
    expect(alice.map(({ body }) => (body as { in_reply_to: unknown }).in_reply_to)).toEqual([1, "1"]);
  });

  it("is answered when a node asks itself from another page", () => {
    const { server, join } = coreWithNodes();
    const asking = join("a1", "Alice", "p1");
    join("a2", "Alice", "p2");
    const request = { ...getRequest("Alice", "Alice"), from_page: "p1", to_page: "p2" };
    server.distribute(request, { source: "a1" });
    server.unregister("a2");
    expect(asking).toMatchObject([{ body: { error: expect.any(String) } }]);
    expect(server.counts.pendingRequests).toBe(0);
  });
});

import { type Delivery, JqlusterServer } from "../../src/core";
import type { Message } from "../../src/protocol";
import { coreWithNodes } from "../support/core-with-nodes";
import { getRequest, listenRequest, message, register, replyTo } from "../support/messages";

describe("distribute", () => {
  it("has called the sender of every connection of the destination node when it returns", () => {
    const { server, join } = coreWithNodes();
    const inboxes = [join("b1", "Bob"), join("b2", "Bob"), join("b3", "Bob")];
    const alice = join("a1", "Alice");
    const sent = message("signal", "Alice", "Bob");
    server.distribute(sent);
    for (const inbox of inboxes) expect(inbox).toEqual([sent]);
    expect(alice).toEqual([]);
  });

  it("delivers a message as it came: the same object, members in the same order", () => {
    const { server, join } = coreWithNodes();
    const inbox = join("b1", "Bob");
    const odd: Message = {
      zeta: 1,
      body: { b: 2, a: [null, { deep: true }] },
      to: "Bob",
      message_type: "signal",
      from: "Alice",
      message_id: 12,
      alpha: "x",
    };
    const text = JSON.stringify(odd);
    server.distribute(odd);
    expect(inbox[0]).toBe(odd);
    expect(JSON.stringify(inbox[0])).toBe(text);
  });

  it("delivers to the sender's own node too", () => {
    const { server, join } = coreWithNodes();
    const inbox = join("a1", "Alice");
    server.distribute(message("signal", "Alice", "Alice"));
    expect(inbox).toHaveLength(1);
  });

  it("reaches only the page named in to_page", () => {
    const { server, join } = coreWithNodes();
    const first = join("b1", "Bob", "p1");
    const second = join("b2", "Bob", "p2");
    const unnamed = join("b3", "Bob");
    server.distribute({ ...message("signal", "Alice", "Bob"), to_page: "p2" });
    expect([first.length, second.length, unnamed.length]).toEqual([0, 1, 0]);
  });

  it.each(["no_such_type", "select_and_get_reply", "unlisten", "__proto__"])(
    "relays type %s unchanged",
    (type) => {
      const { server, join } = coreWithNodes();
      const inbox = join("b1", "Bob");
      const sent = message(type, "Alice", "Bob", { any: "thing" });
      server.distribute(sent);
      expect(inbox).toEqual([sent]);
    },
  );

  it("keeps the order of messages", () => {
    const { server, join } = coreWithNodes();
    const inbox = join("b1", "Bob");
    const sent = Array.from({ length: 50 }, (_, i) => message("signal", "Alice", "Bob", { i }));
    for (const one of sent) server.distribute(one);
    expect(inbox).toEqual(sent);
  });

  it.each([
    ["absent", {}],
    ["null", { to: null }],
  ])("does nothing when `to` is %s", (_how, to) => {
    const { server, log, join } = coreWithNodes();
    const inbox = join("a1", "Alice");
    log.length = 0;
    server.distribute({ message_id: "1", message_type: "select_and_get", from: "Alice", ...to });
    expect(inbox).toEqual([]);
    expect(log).toEqual([]);
    expect(server.counts.pendingRequests).toBe(0);
  });

  it("logs a sender that throws and calls the others", () => {
    const { server, log, join } = coreWithNodes();
    const before = join("b1", "Bob");
    let thrown = 0;
    const sender = () => {
      thrown += 1;
      throw new Error("socket\nis gone");
    };
    server.register({ uniqueId: "b2", message: register("Bob"), sender });
    const after = join("b3", "Bob");
    log.length = 0;
    expect(() => server.distribute(message("signal", "Alice", "Bob"))).not.toThrow();
    expect([before.length, thrown, after.length]).toEqual([1, 2, 1]);
    expect(log).toEqual([
      {
        level: "error",
        text: expect.stringContaining('"b2"'),
        context: { connection: "b2", node: "Bob" },
      },
    ]);
    expect(log[0]?.text).not.toContain("\n");
  });

  it("does not call a sender that another sender has just unregistered", () => {
    const { server, join } = coreWithNodes();
    const sender = () => server.unregister("b2");
    server.register({ uniqueId: "b1", message: register("Bob"), sender });
    const second = join("b2", "Bob");
    server.distribute(message("signal", "Alice", "Bob"));
    expect(second).toEqual([]);
  });

  it("may be called again from inside a sender", () => {
    const { server, join } = coreWithNodes();
    const alice = join("a1", "Alice");
    server.register({
      uniqueId: "b1",
      message: register("Bob"),
      sender: (got) => {
        if (got.message_type === "select_and_get") server.distribute(replyTo(got, "Hello"));
      },
    });
    server.distribute(getRequest("Alice", "Bob"));
    expect(alice).toMatchObject([{ message_type: "select_and_get_reply", body: { result: "Hello" } }]);
    expect(server.counts.pendingRequests).toBe(0);
  });

  it("makes the text of a message once for all receivers, or takes the text it came as", () => {
    const server = new JqlusterServer();
    const deliveries: Delivery[] = [];
    for (const uniqueId of ["b1", "b2"]) {
      server.register({
        uniqueId,
        message: register("Bob"),
        sender: (_message, delivery) => deliveries.push(delivery),
      });
    }
    deliveries.length = 0;
    const sent = message("signal", "Alice", "Bob");
    server.distribute(sent);
    expect(deliveries[0]).toBe(deliveries[1]);
    expect(deliveries[0]?.text).toBe(JSON.stringify(sent));
    server.distribute(sent, { text: "as it came" });
    expect(deliveries[2]?.text).toBe("as it came");
  });
});

describe("distribute without a target", () => {
  it.each([
    ["select_and_get", getRequest],
    ["select_and_listen", listenRequest],
  ])("answers a %s with its error reply", (type, make) => {
    const { server, log, join } = coreWithNodes();
    const alice = join("a1", "Alice");
    log.length = 0;
    const request = make("Alice", "Bob");
    server.distribute(request);
    expect(alice).toStrictEqual([
      {
        message_id: expect.any(String),
        message_type: `${type}_reply`,
        from: null,
        to: "Alice",
        body: {
          error: 'no such node: node "Bob"',
          result: null,
          in_reply_to: request.message_id,
        },
      },
    ]);
    expect(server.counts.pendingRequests).toBe(0);
  });

  it("answers the connection that asked, when the caller says which", () => {
    const { server, join } = coreWithNodes();
    const first = join("a1", "Alice");
    const second = join("a2", "Alice");
    server.distribute(getRequest("Alice", "Bob"), { source: "a2" });
    expect([first.length, second.length]).toEqual([0, 1]);
  });

  it("answers the page that asked", () => {
    const { server, join } = coreWithNodes();
    const first = join("a1", "Alice", "p1");
    const second = join("a2", "Alice", "p2");
    server.distribute({ ...getRequest("Alice", "Bob"), from_page: "p1" });
    expect(first).toMatchObject([{ to_page: "p1", body: { error: expect.any(String) } }]);
    expect(second).toEqual([]);
  });

  it("names the page when only that is missing", () => {
    const { server, join } = coreWithNodes();
    const alice = join("a1", "Alice");
    join("b1", "Bob", "p1");
    server.distribute({ ...getRequest("Alice", "Bob"), to_page: "p9" });
    expect(alice).toMatchObject([{ body: { error: expect.stringMatching(/"p9".*"Bob"/) } }]);
  });

  it.each(["signal", "select_and_get_reply", "no_such_type"])("logs one error line for a %s", (type) => {
    const { server, log, join } = coreWithNodes();
    const alice = join("a1", "Alice");
    log.length = 0;
    server.distribute(message(type, "Alice", "Bob", { in_reply_to: "x" }));
    expect(alice).toEqual([]);
    expect(log).toEqual([
      { level: "error", text: expect.stringMatching(/"Alice".*"Bob"/), context: { node: "Alice" } },
    ]);
  });

  it("logs when the one who asked is absent as well", () => {
    const { server, log } = coreWithNodes();
    expect(() => server.distribute(getRequest("Alice", "Bob"))).not.toThrow();
    expect(log.map((line) => line.level)).toEqual(["error"]);
  });
});

import { coreWithNodes } from "../support/core-with-nodes";
import { getRequest, message } from "../support/messages";

const HOSTILE_IDS = {
  proto: "__proto__",
  constructor: "constructor",
  prototype: "prototype",
  toString: "toString",
  "a line break": "Bob\n2026-01-01 error: all is lost",
  "a carriage return": "Bob\rerror: all is lost",
  "line and paragraph separators": "Bob\u2028error\u2029error",
  "ANSI codes": "\u001b[2J\u001b[31mBob",
  "eight-bit terminal codes": "\u009b2JBob",
  "right-to-left override": "Bob\u202erorre",
  NUL: "Bob\u0000",
  "a lone surrogate": "\ud800",
  "one megabyte": "x".repeat(1_000_000),
};

describe.each(Object.entries(HOSTILE_IDS))("an ID with %s", (_name, id) => {
  it("works as node and connection, stays apart from others, and leaves nothing behind", () => {
    const { server, join } = coreWithNodes();
    const hostile = join(id, id);
    const bob = join("b1", "Bob");
    server.distribute(message("signal", "Bob", id));
    expect([hostile.length, bob.length]).toEqual([1, 0]);
    server.distribute(getRequest(id, "nobody"));
    expect(hostile).toHaveLength(2);
    server.unregister(id);
    server.unregister("b1");
    expect(server.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
  });

  it("pollutes no prototype", () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const { server, join } = coreWithNodes();
    join(id, id, id);
    server.distribute({ ...getRequest(id, id), message_id: id, to_page: id }, { source: id });
    server.unregister(id);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(({} as { nodeId?: unknown }).nodeId).toBeUndefined();
  });

  it("stands in short, printable, single log lines", () => {
    const { server, log, join } = coreWithNodes();
    join(id, id);
    server.distribute(message("signal", id, "nobody"));
    server.distribute(message(id, "nobody", "nobody"));
    server.unregister(id);
    expect(log).toHaveLength(4);
    for (const { text } of log) {
      expect(text).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+$/u);
      expect(text.length).toBeLessThan(1000);
    }
  });
});

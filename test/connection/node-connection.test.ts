import { NodeConnection } from "../../src/connection";
import { JqlusterServer, type LogLevel } from "../../src/core";
import type { Message } from "../../src/protocol";
import { getRequest, message, register } from "../support/messages";

function door() {
  const log: { level: LogLevel; text: string }[] = [];
  const core = new JqlusterServer();
  let counter = 0;

  function connect() {
    const inbox: Message[] = [];
    const texts: string[] = [];
    counter += 1;
    const connection = new NodeConnection(
      {
        id: `test#${counter}`,
        transport: "test",
        handshake: { headers: {}, query: {}, auth: {}, address: "" },
        send: (sent, delivery) => {
          inbox.push(sent);
          texts.push(delivery.text);
        },
        close: () => {},
      },
      { rooms: { enter: () => core }, logger: (level, text) => log.push({ level, text }) },
    );
    return { connection, inbox, texts };
  }

  function join(nodeId: string, pageId?: string) {
    const joined = connect();
    joined.connection.receive(register(nodeId, pageId));
    joined.inbox.length = 0;
    joined.texts.length = 0;
    return joined;
  }

  return { core, log, connect, join };
}

describe("the door", () => {
  it.each([undefined, null, "text", 1, () => {}, Buffer.from("{}"), [], {}, new Map(), Object.create(null)])(
    "answers %p before registration by a register_reply that says what is wrong",
    (input) => {
      const { connect, log } = door();
      const { connection, inbox } = connect();
      expect(() => connection.receive(input)).not.toThrow();
      expect(inbox).toStrictEqual([
        {
          message_id: expect.any(String),
          message_type: "register_reply",
          from: null,
          to: null,
          body: { error: expect.stringMatching(/^(a message|message_id)/), in_reply_to: expect.anything() },
        },
      ]);
      expect(log.map((line) => line.level)).toEqual(["warn"]);
    },
  );

  it.each([
    ["message_id", { message_id: undefined }],
    ["message_id", { message_id: Number.NaN }],
    ["message_type", { message_type: undefined }],
    ["from", { from: undefined }],
    ["from", { from: "" }],
    ["from", { from: "Bob\u001b[2J" }],
    ["from", { from: "é".repeat(128) }],
    ["message_type", { message_type: "no_such_type" }],
  ])("refuses a first message with a bad %s: %j", (_named, change) => {
    const { core, connect } = door();
    const { connection, inbox } = connect();
    connection.receive({ ...register("Alice"), ...change });
    expect(inbox).toMatchObject([{ message_type: "register_reply", body: { error: expect.any(String) } }]);
    expect(core.counts.connections).toBe(0);
  });

  it.each(["x".repeat(255), "é".repeat(127), "日".repeat(85), "🎉".repeat(63), "__proto__", " "])(
    "takes a node ID of up to 255 bytes",
    (nodeId) => {
      const { connect } = door();
      const { connection, inbox } = connect();
      connection.receive(register(nodeId));
      expect(inbox).toMatchObject([{ to: nodeId, body: { error: null } }]);
    },
  );

  it("lets a connection register after it was refused", () => {
    const { connect } = door();
    const { connection, inbox } = connect();
    connection.receive(getRequest("Alice", "Bob"));
    connection.receive(register("Alice"));
    expect(inbox).toMatchObject([{ body: { error: expect.any(String) } }, { body: { error: null } }]);
  });

  it.each([
    ["select_and_get", "select_and_get_reply"],
    ["select_and_listen", "select_and_listen_reply"],
    ["signal", "error"],
    ["no_such_type", "error"],
  ])("refuses a %s in another's name by %s", (type, replyType) => {
    const { join } = door();
    const bob = join("Bob");
    const mallory = join("Mallory");
    const forged = message(type, "Alice", "Bob");
    mallory.connection.receive(forged);
    expect(bob.inbox).toEqual([]);
    expect(mallory.inbox).toMatchObject([
      { message_type: replyType, from: null, body: { in_reply_to: forged.message_id } },
    ]);
  });

  it.each([
    ["of a page that registered none", undefined],
    ["of a page that registered another", "p1"],
  ])("refuses a from_page %s", (_whose, pageId) => {
    const { join } = door();
    const bob = join("Bob");
    const alice = join("Alice", pageId);
    alice.connection.receive({ ...message("signal", "Alice", "Bob"), from_page: "p2" });
    expect(bob.inbox).toEqual([]);
    expect(alice.inbox).toMatchObject([
      { message_type: "error", body: { error: expect.stringContaining("from_page") } },
    ]);
  });

  it("passes the text of a message on as it came", () => {
    const { join } = door();
    const bob = join("Bob");
    const alice = join("Alice");
    const text = '{ "to":"Bob", "from":"Alice",\n"message_type":"signal", "message_id":1.0 }';
    alice.connection.receive(JSON.parse(text), text);
    expect(bob.texts).toEqual([text]);
  });

  it("unregisters at its end, also twice, also when it never registered", () => {
    const { core, connect, join } = door();
    const alice = join("Alice");
    alice.connection.end();
    alice.connection.end();
    connect().connection.end();
    expect(core.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
  });

  it("logs no raw input", () => {
    const { log, connect } = door();
    connect().connection.receive({ message_id: 1, message_type: "x", from: "a\nb" });
    connect().connection.receive({ ...message("signal", "Alice\u202e", "Bob") });
    expect(log).toHaveLength(2);
    for (const { text } of log) expect(text).toMatch(/^[^\p{Cc}\p{Cf}]+$/u);
  });

  it("answers what a page waits for when the server stops, and only then", () => {
    const { join, core } = door();
    const alice = join("Alice");
    const carol = join("Carol");
    join("Bob");
    const asked = getRequest("Alice", "Bob");
    alice.connection.receive(asked);
    carol.connection.receive(getRequest("Carol", "Bob"));
    alice.connection.close("server stops");
    carol.connection.close("too many messages");
    expect(alice.inbox).toMatchObject([
      {
        message_type: "select_and_get_reply",
        from: null,
        body: { error: "went away: the server stops", in_reply_to: asked.message_id },
      },
    ]);
    expect(carol.inbox).toEqual([]);
    expect(core.counts.pendingRequests).toBe(0);
  });
});

import { JqlusterServer, type RegisterArguments } from "../../src/core";
import type { Message } from "../../src/protocol";
import { coreWithNodes } from "../support/core-with-nodes";
import { getRequest, register } from "../support/messages";

function argumentsWith(changes: { [name in keyof RegisterArguments]?: unknown }): RegisterArguments {
  return {
    uniqueId: "c1",
    message: register("Alice"),
    sender: () => {},
    ...changes,
  } as unknown as RegisterArguments;
}

function messageWithout(member: string): Message {
  return Object.fromEntries(
    Object.entries(register("Alice")).filter(([name]) => name !== member),
  ) as unknown as Message;
}

describe("register", () => {
  it.each([
    ["uniqueId", { uniqueId: undefined }],
    ["uniqueId", { uniqueId: null }],
    ["uniqueId", { uniqueId: "" }],
    ["message", { message: undefined }],
    ["message", { message: null }],
    ["message", { message: "register" }],
    ["sender", { sender: undefined }],
    ["sender", { sender: {} }],
    ["message_id", { message: messageWithout("message_id") }],
    ["from", { message: messageWithout("from") }],
    ["message_type", { message: messageWithout("message_type") }],
    ["from", { message: { ...register("Alice"), from: null } }],
    ["message_type", { message: getRequest("Alice", "Bob") }],
  ])("throws, naming %s, when given %j", (named, changes) => {
    const server = new JqlusterServer();
    expect(() => server.register(argumentsWith(changes))).toThrow(TypeError);
    expect(() => server.register(argumentsWith(changes))).toThrow(new RegExp(`\\b${named}\\b`));
    expect(server.counts.connections).toBe(0);
  });

  it("throws when uniqueId is in use, and the first registration stands", () => {
    const { server, join } = coreWithNodes();
    const inbox = join("c1", "Alice");
    expect(() => server.register(argumentsWith({ message: register("Mallory") }))).toThrow(/uniqueId "c1"/);
    const request = getRequest("Bob", "Alice");
    server.distribute(request);
    expect(inbox).toEqual([request]);
    expect(server.counts).toMatchObject({ connections: 1, nodes: 1 });
  });

  it("lets a uniqueId be used again after it was unregistered", () => {
    const { server, join } = coreWithNodes();
    join("c1", "Alice");
    server.unregister("c1");
    expect(() => join("c1", "Bob")).not.toThrow();
  });

  it.each(["r1", 7, 0])("answers message_id %j with exactly the register_reply of the protocol", (id) => {
    const server = new JqlusterServer();
    const inbox: Message[] = [];
    const message = { ...register("Alice"), message_id: id };
    server.register({ uniqueId: "c1", message, sender: (reply) => inbox.push(reply) });
    expect(inbox).toStrictEqual([
      {
        message_id: expect.stringMatching(/./),
        message_type: "register_reply",
        from: null,
        to: "Alice",
        body: { error: null, in_reply_to: id },
      },
    ]);
  });

  it("answers the registering connection only, though others share its node ID", () => {
    const { join } = coreWithNodes();
    const first = join("c1", "Alice");
    join("c2", "Alice");
    expect(first).toEqual([]);
  });

  it("takes the node ID from `from`, whatever the body says or leaves out", () => {
    const { server } = coreWithNodes();
    const inbox: Message[] = [];
    server.register({
      uniqueId: "c1",
      message: { message_id: 1, message_type: "register", from: "Alice", body: { node_id: "Mallory" } },
      sender: (message) => inbox.push(message),
    });
    server.register({
      uniqueId: "c2",
      message: { message_id: 1, message_type: "register", from: "Alice" },
      sender: (message) => inbox.push(message),
    });
    inbox.length = 0;
    server.distribute(getRequest("Bob", "Alice"));
    expect(inbox).toHaveLength(2);
  });

  it("gives its own messages IDs that differ", () => {
    const server = new JqlusterServer();
    const ids = new Set<unknown>();
    for (let i = 0; i < 100; i++) {
      server.register({
        uniqueId: `c${i}`,
        message: register("Alice"),
        sender: (message) => ids.add(message.message_id),
      });
    }
    expect(ids.size).toBe(100);
  });

  it("logs at level info, naming connection and node", () => {
    const { log, join } = coreWithNodes();
    join("c1", "Alice");
    expect(log).toEqual([
      {
        level: "info",
        text: expect.stringMatching(/"c1".*"Alice"/),
        context: { connection: "c1", node: "Alice" },
      },
    ]);
  });

  it("keeps a registration whose sender throws, and logs the failure", () => {
    const { server, log } = coreWithNodes();
    const sender = () => {
      throw new Error("gone");
    };
    server.register({ uniqueId: "c1", message: register("Alice"), sender });
    expect(server.counts.connections).toBe(1);
    expect(log.map((line) => line.level)).toEqual(["info", "error"]);
  });

  it("is silent by default", () => {
    const output = [jest.spyOn(process.stdout, "write"), jest.spyOn(process.stderr, "write")];
    const server = new JqlusterServer();
    server.register(argumentsWith({}));
    server.unregister("c1");
    for (const spy of output) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

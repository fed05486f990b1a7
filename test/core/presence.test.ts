import { JqlusterServer } from "../../src/core";
import type { JsonObject, Message } from "../../src/protocol";
import { register, toServer } from "../support/messages";

describe("on one process", () => {
  let core: JqlusterServer;
  let told: Message[];

  beforeEach(() => {
    core = new JqlusterServer();
    told = join("alice", "Alice");
  });

  function join(uniqueId: string, nodeId: string, pageId?: string): Message[] {
    const inbox: Message[] = [];
    core.register({ uniqueId, message: register(nodeId, pageId), sender: (sent) => inbox.push(sent) });
    inbox.length = 0;
    return inbox;
  }

  function send(type: string, body: JsonObject, source = "alice"): Message {
    const sent = toServer(type, "Alice", body);
    core.distribute(sent, { source });
    return sent;
  }

  test("watch is answered at once, then whenever the first page comes or the last one leaves", () => {
    const { message_id } = send("watch", { node_id: "Bob" });
    join("bob1", "Bob");
    join("bob2", "Bob");
    core.unregister("bob1");
    core.unregister("bob2");
    join("bob3", "Bob");
    expect(told.map(({ body }) => body)).toEqual(
      [false, true, false, true].map((online) => ({ node_id: "Bob", online, in_reply_to: message_id })),
    );
    expect(told[0]).toEqual({
      message_id: expect.any(String),
      message_type: "presence",
      from: null,
      to: "Alice",
      body: { node_id: "Bob", online: false, in_reply_to: message_id },
    });
  });

  test("only the watching connection is told", () => {
    const otherPage = join("alice2", "Alice");
    const bob = join("bob", "Bob");
    send("watch", { node_id: "Bob" });
    core.unregister("bob");
    expect(told).toHaveLength(2);
    expect([otherPage, bob]).toEqual([[], []]);
  });

  test("unwatch ends all watches of the node, or with in_reply_to the one named", () => {
    const first = send("watch", { node_id: "Bob" });
    const second = send("watch", { node_id: "Bob" });
    send("watch", { node_id: "Carol" });
    send("unwatch", { node_id: "Bob", in_reply_to: first.message_id });
    told.length = 0;
    join("bob", "Bob");
    expect(told).toMatchObject([{ body: { in_reply_to: second.message_id } }]);
    send("unwatch", { node_id: "Bob" });
    send("unwatch", { node_id: "Nobody" });
    told.length = 0;
    core.unregister("bob");
    join("carol", "Carol");
    expect(told).toMatchObject([{ body: { node_id: "Carol", online: true } }]);
  });

  test("a connection may watch its own node", () => {
    send("watch", { node_id: "Alice" });
    expect(told).toMatchObject([{ body: { node_id: "Alice", online: true } }]);
  });

  test("with each_page every page that comes or leaves is told, pages with a second connection once", () => {
    join("bob1", "Bob", "p1");
    send("watch", { node_id: "Bob", each_page: true });
    join("bob2", "Bob", "p2");
    join("bob2 again", "Bob", "p2");
    core.unregister("bob2");
    core.unregister("bob1");
    join("bob3", "Bob");
    core.unregister("bob2 again");
    expect(told.map(({ body }) => body)).toMatchObject([
      { online: true },
      { online: true, page_id: "p2", page_online: true },
      { online: true, page_id: "p1", page_online: false },
      { online: true, page_id: "p2", page_online: false },
    ]);
    expect(told[0]?.body).not.toHaveProperty("page_id");
  });

  test.each([{}, { node_id: "" }, { node_id: 7 }, { node_id: null }])("a watch of %j is refused", (body) => {
    expect(() => send("watch", body)).toThrow(/node_id/);
    expect(() => send("unwatch", body)).toThrow(/node_id/);
  });

  test("a connection has at most 1,000 watches, others have theirs", () => {
    for (let i = 0; i < 1000; i++) send("watch", { node_id: `n${i}` });
    expect(() => send("watch", { node_id: "one more" })).toThrow(/at most 1000/);
    join("other", "Other");
    send("watch", { node_id: "Bob" }, "other");
    send("unwatch", { node_id: "n0" });
    send("watch", { node_id: "one more" });
  });

  test("a connection that is gone is told nothing, and nothing of it is kept", () => {
    send("watch", { node_id: "Bob" });
    core.unregister("alice");
    told.length = 0;
    join("bob", "Bob");
    expect(told).toEqual([]);
    expect(join("alice", "Alice")).toEqual([]);
    for (let i = 0; i < 1000; i++) send("watch", { node_id: `n${i}` });
  });

  test("other messages to the server, and watches of nobody's connection, are ignored", () => {
    send("presence", { node_id: "Bob" });
    core.distribute(toServer("watch", "Alice", { node_id: "Bob" }));
    expect(told).toEqual([]);
  });
});

import { JqlusterServer } from "../../src/core";
import type { JsonObject, Message } from "../../src/protocol";
import { startCores } from "../support/core-processes";
import { message, register } from "../support/messages";

function pagesOf(nodeId: string): Message {
  return { ...message("pages", "Alice", "", { node_id: nodeId }), to: null, from_page: "a" };
}

describe("pages", () => {
  it("names the pages that a node has now, to the page that asked", () => {
    const core = new JqlusterServer();
    const inboxes = new Map<string, Message[]>();
    const join = (uniqueId: string, nodeId: string, pageId?: string) => {
      const inbox: Message[] = [];
      inboxes.set(uniqueId, inbox);
      core.register({ uniqueId, message: register(nodeId, pageId), sender: (sent) => inbox.push(sent) });
      inbox.length = 0;
    };
    const ask = (nodeId: string) => {
      const request = pagesOf(nodeId);
      core.distribute(request, { source: "alice" });
      return { request, reply: inboxes.get("alice")?.pop() };
    };
    join("alice", "Alice", "a");
    join("other alice", "Alice");
    for (const page of ["b1", "b2"]) join(page, "Bob", page);
    join("an original page", "Bob");
    const { request, reply } = ask("Bob");
    expect(reply).toEqual({
      message_id: expect.any(String),
      message_type: "pages_reply",
      from: null,
      to: "Alice",
      to_page: "a",
      body: { error: null, result: ["b1", "b2"], in_reply_to: request.message_id },
    });
    core.unregister("b1");
    expect(ask("Bob").reply?.body).toMatchObject({ result: ["b2"] });
    expect(ask("Nobody").reply?.body).toMatchObject({ result: [] });
    expect(inboxes.get("other alice")).toEqual([]);
  });

  it.each<[JsonObject]>([[{}], [{ node_id: "" }], [{ node_id: 1 }]])("refuses the body %p", (body) => {
    const core = new JqlusterServer();
    const refused = () => core.distribute({ ...pagesOf("Bob"), body }, { source: "alice" });
    expect(refused).toThrow(/node_id/);
  });

  it("names those on other processes as well", async () => {
    const { processes, close } = startCores(3);
    const [first, second, third] = processes;
    const alice = await first?.page("Alice");
    await first?.page("Bob", "b1");
    await second?.page("Bob", "b2");
    await third?.page("Bob", "b3");
    alice?.send(pagesOf("Bob"));
    const reply = await alice?.inbox.next();
    const body = reply?.body as { readonly result: readonly string[] } | undefined;
    expect([...(body?.result ?? [])].sort()).toEqual(["b1", "b2", "b3"]);
    await close();
  });
});

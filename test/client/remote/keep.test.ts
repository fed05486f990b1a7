import { connect } from "../../../src/client";
import { createRemotes } from "../../../src/client/remote/remote-function";
import { type NodeWithServer, nodeWithServer } from "../../support/node-with-server";

let server: NodeWithServer;
let bob: ReturnType<ReturnType<typeof createRemotes>>;

beforeEach(async () => {
  server = await nodeWithServer();
  bob = createRemotes(server.node)("Bob");
  server.sent.length = 0;
});
afterEach(() => server.node.release());

const settle = () => new Promise((resolve) => setImmediate(resolve));
const reply = (index: number, error: string | null, result: unknown = null) => {
  const { message_id: id, message_type: type } = server.sent[index] ?? { message_id: "", message_type: "" };
  const body = { error, result, in_reply_to: id };
  server.give({ message_id: "r", message_type: `${type}_reply`, from: null, to: "Alice", body });
};

describe("keep", () => {
  it("sends the statement with its key, as one message", async () => {
    bob.keep("title")("#title").text("Hello").addClass("big");
    await settle();
    expect(server.sent).toMatchObject([
      {
        message_type: "select_and_get",
        to: "Bob",
        body: { node_id: "Bob", eval_code: '$("#title").text("Hello").addClass("big")', keep: "title" },
      },
    ]);
  });

  it("says what is not kept without a key, in the order it is said", async () => {
    bob("#a").text(1);
    bob.keep("b")("#b").text(2);
    bob("#a").text(3);
    await settle();
    expect(server.sent.map(({ body }) => body)).toEqual([
      { node_id: "Bob", eval_code: '$("#a").text(1)' },
      { node_id: "Bob", eval_code: '$("#b").text(2)', keep: "b" },
      { node_id: "Bob", eval_code: '$("#a").text(3)' },
    ]);
  });

  it("fulfils promise() when the server has kept it, and rejects it when it cannot", async () => {
    const kept = bob.keep("a")("#a").text(1).promise();
    reply(0, null);
    await kept;
    const refused = bob.keep("b")("#b").text(2).promise();
    expect(server.sent[1]?.body).toMatchObject({ eval_code: '$("#b").text(2)' });
    reply(1, "refused: at most 10 bytes are kept for a node");
    await expect(refused).rejects.toMatchObject({ name: "RefusedError" });
  });

  it.each([
    ["text", []],
    ["width", []],
    ["each", [() => {}]],
    ["map", [() => {}]],
    ["get", []],
  ] as const)("refuses %s() at once, since it reads", (method, args) => {
    const selection = bob.keep("a")("#a") as unknown as { [name: string]: (...args: unknown[]) => unknown };
    expect(() => selection[method]?.(...args)).toThrow(`${method}() cannot be kept: it reads`);
  });

  it.each([
    ["on", ["click", () => {}]],
    ["one", ["click", () => {}]],
    ["click", [() => {}]],
    ["fadeIn", [400, () => {}]],
    ["off", ["click"]],
  ] as const)("refuses %s() at once, since it needs a handler", (method, args) => {
    const selection = bob.keep("a")("#a") as unknown as { [name: string]: (...args: unknown[]) => unknown };
    expect(() => selection[method]?.(...args)).toThrow(`${method}() cannot be kept: it needs a handler`);
  });

  it("takes only a text for its key, and is not for one page", () => {
    expect(() => bob.keep("")).toThrow("a key must be a text");
    expect(() => bob.keep(7 as never)).toThrow("a key must be a text");
    expect(() => bob.page("p1").keep("a")).toThrow("not for one");
  });

  it("asks for the keys after what was said before", async () => {
    bob.keep("a")("#a").text(1);
    const keys = bob.kept();
    expect(server.sent.map(({ message_type: type, to }) => [type, to])).toEqual([
      ["select_and_get", "Bob"],
      ["kept", null],
    ]);
    reply(1, null, ["a", "b"]);
    expect(await keys).toEqual(["a", "b"]);
  });

  it("forgets one key, or all, after what was said before", () => {
    bob.keep("a")("#a").text(1);
    bob.forget("a");
    bob.forget();
    expect(server.sent.slice(1).map(({ message_type: type, body }) => [type, body])).toEqual([
      ["forget", { node_id: "Bob", keep: "a" }],
      ["forget", { node_id: "Bob", keep: undefined }],
    ]);
  });

  it.each([undefined, null, "", 7])("drops nothing for the key %j, which is none", (key) => {
    expect(() => bob.forget(key as never)).toThrow("a key must be a text that is not empty");
    expect(server.sent).toEqual([]);
  });
});

describe("page", () => {
  it.each([undefined, null, "", 7])("does not stand for all pages with the ID %j, which is none", (id) => {
    expect(() => bob.page(id as never)).toThrow("a page ID must be a text that is not empty");
  });
});

describe("keep among nodes of one program", () => {
  it("lists the keys in the order of their first use", async () => {
    const alice = await connect("Keeper", "local");
    const other = alice.remote("Nobody");
    for (const key of ["b", "a", "b"]) await other.keep(key)("#x").text(key).promise();
    expect(await other.kept()).toEqual(["b", "a"]);
    other.forget("b");
    expect(await other.kept()).toEqual(["a"]);
    other.forget();
    expect(await other.kept()).toEqual([]);
    alice.release();
  });
});

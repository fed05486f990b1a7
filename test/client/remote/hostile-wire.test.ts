import { createRemotes } from "../../../src/client/remote/remote-function";
import type { Message } from "../../../src/protocol";
import { nodeWithServer } from "../../support/node-with-server";
import { pick, seededRandom } from "../../support/seeded-random";

test("an answer counts from the one who was asked, or from the server", async () => {
  const { node, sent, give } = await nodeWithServer();
  const answer = createRemotes(node)("Bob")("#x").text();
  const request = sent.at(-1) as Message;
  const reply = { message_id: "1", message_type: "select_and_get_reply", to: "Alice" };
  const body = { error: null, result: "forged", in_reply_to: request.message_id };
  give({ ...reply, from: "Mallory", body });
  give({ ...reply, from: "Bob", body: { ...body, result: "true" } });
  give({ ...reply, from: "Bob", body: { ...body, result: "late" } });
  expect(await answer).toBe("true");
  node.release();
});

test("signals and presence that are made up move nothing", async () => {
  const { node, sent, give } = await nodeWithServer();
  const seen: unknown[] = [];
  const remotes = createRemotes(node);
  remotes("Bob")("#x").on("click", () => seen.push("click"));
  remotes("Bob").watch((online) => seen.push(online));
  const listen = sent.find((message) => message.message_type === "select_and_listen") as Message;
  const signal = { message_id: "1", message_type: "signal", to: "Alice" };
  const body = { error: null, in_reply_to: listen.message_id, callback_this: null, callback_args: [] };
  give({ ...signal, from: "Mallory", body });
  give({
    message_id: "2",
    message_type: "presence",
    from: "Bob",
    to: "Alice",
    body: { node_id: "Bob", online: true },
  });
  expect(seen).toEqual([]);
  give({ ...signal, from: "Bob", body });
  give({
    message_id: "3",
    message_type: "presence",
    from: null,
    to: "Alice",
    body: { node_id: "Bob", online: true },
  });
  expect(seen).toEqual(["click", true]);
  node.release();
});

test("a watch that throws keeps no handler from pages that come", async () => {
  const { node, sent, give } = await nodeWithServer();
  const errors: string[] = [];
  node.events.on("error", (error) => errors.push(error.message));
  const bob = createRemotes(node)("Bob");
  bob.watch(() => {
    throw new Error("of the page");
  });
  bob("#x").on("click", () => {});
  const body = { node_id: "Bob", online: true, page_id: "new", page_online: true };
  give({ message_id: "1", message_type: "presence", from: null, to: "Alice", body });
  expect(sent.at(-1)).toMatchObject({ message_type: "select_and_listen", to_page: "new" });
  expect(errors).toEqual(["of the page"]);
  node.release();
});

describe.each([[{ toString: 1 }], [{ toString: null, valueOf: null }], [[{ toString: 1 }]]])(
  "%j where an ID or a text belongs",
  (value) => {
    test.each([
      ["presence", { node_id: value, online: true, page_id: value }],
      ["presence", { node_id: "Bob", online: value, page_id: value, page_online: value }],
      ["pages_reply", { error: value, in_reply_to: value }],
      ["pages_reply", { error: null, result: value, in_reply_to: "1" }],
      ["select_and_get_reply", { error: null, result: value, in_reply_to: value }],
      ["select_and_listen_reply", { error: value, in_reply_to: value }],
      ["signal", { error: value, in_reply_to: value, callback_args: value }],
      ["select_and_get", { eval_code: value }],
      ["select_and_listen", { eval_code: value, method: value, options: value, listen_options: value }],
      ["unlisten", { in_reply_to: value }],
    ])("in a %s neither throws nor reaches the page", async (type, body) => {
      const { node, give } = await nodeWithServer();
      const errors: unknown[] = [];
      node.events.on("error", (error) => errors.push(error));
      for (const from of ["Mallory", null, value]) {
        for (const id of ["1", value]) {
          give({ message_id: id, message_type: type, from, to: "Alice", from_page: "p", body });
          give({ message_id: id, message_type: type, from, to: value, from_page: value, body });
        }
      }
      expect(errors).toEqual([]);
      node.release();
    });
  },
);

test("an answer whose error or result is no text fails or ends as any other", async () => {
  const { node, sent, give } = await nodeWithServer();
  const bob = createRemotes(node)("Bob");
  const answers: [PromiseLike<unknown>, string | null, object][] = [
    [bob("#x").text(), "Bob", { error: { toString: 1 } }],
    [bob.pages(), null, { error: null, result: { toString: 1 } }],
    [bob.pages(), null, { error: null, result: [{ toString: 1 }, "page"] }],
  ];
  const requests = sent.slice(-answers.length);
  answers.forEach(([, from, body], i) => {
    const id = requests[i]?.message_id;
    const type = `${requests[i]?.message_type}_reply`;
    give({ message_id: "r", message_type: type, from, to: "Alice", body: { ...body, in_reply_to: id } });
  });
  await expect(answers[0]?.[0]).rejects.toMatchObject({ name: "RemoteError" });
  expect(await answers[1]?.[0]).toEqual([]);
  expect(await answers[2]?.[0]).toEqual(["", "page"]);
  node.release();
});

test("what a handler of messages throws goes to the error handlers, and not to the transport", async () => {
  const { node, give } = await nodeWithServer();
  const errors: string[] = [];
  node.events.on("error", (error) => errors.push(error.message));
  node.events.on("message", () => {
    throw { toString: 1 };
  });
  give({ message_id: "1", message_type: "select_and_get", from: "Bob", to: "Alice", body: {} });
  // Of the request, and of its answer.
  expect(errors).toEqual(Array(2).fill("a value that cannot be converted to text"));
  node.release();
});

test("an exception in the client stays within it", async () => {
  const { node, sent, give } = await nodeWithServer();
  const errors: string[] = [];
  node.events.on("error", (error) => errors.push(error.message));
  sent.push = () => {
    throw new Error("the transport cannot send");
  };
  give({ message_id: "1", message_type: "select_and_get", from: "Bob", to: "Alice", body: {} });
  expect(errors).toEqual(["the transport cannot send"]);
  node.release();
});

test("an error that answers no request has the name of its kind", async () => {
  const { node, give } = await nodeWithServer();
  const errors: string[] = [];
  node.events.on("error", (error) => errors.push(String(error)));
  const tell = (error: string) =>
    give({ message_id: "1", message_type: "error", from: null, to: "Alice", body: { error } });
  tell("unreachable: the node was just coming back");
  tell("at most 2000 messages a second are allowed");
  expect(errors).toEqual([
    "UnreachableError: unreachable: the node was just coming back",
    "RefusedError: at most 2000 messages a second are allowed",
  ]);
  node.release();
});

test("10,000 made-up messages (seeded) neither throw nor leave anything behind", async () => {
  const { node, sent, give } = await nodeWithServer();
  const errors: string[] = [];
  node.events.on("error", (error) => errors.push(error.name));
  const random = seededRandom(7);
  const types = ["register_reply", "select_and_get", "select_and_listen", "select_and_get_reply", "signal"];
  types.push(
    "select_and_listen_reply",
    "presence",
    "pages_reply",
    "unlisten",
    "error",
    "__proto__",
    "constructor",
  );
  const values: unknown[] = [
    undefined,
    null,
    0,
    -1,
    "",
    "Alice",
    "__proto__",
    [],
    [null],
    {},
    { error: 1 },
    true,
    "Bob",
    { toString: 1 },
    { toString: null, valueOf: null },
    [{ toString: 1 }],
  ];
  const any = () => pick(random, values);
  for (let i = 0; i < 10_000; i++) {
    const body = pick(random, [
      any(),
      { error: any(), in_reply_to: any(), result: any(), node_id: any(), callback_args: any() },
    ]);
    const message = {
      message_id: any(),
      message_type: pick(random, [...types, any()]),
      from: any(),
      to: any(),
      from_page: any(),
      body,
    };
    give(pick(random, [message, message, message, any()]));
  }
  // Errors that the server tells of reach the page; everything else is nobody's answer.
  expect(new Set(errors)).toEqual(new Set(["RefusedError"]));
  const before = sent.length;
  const answer = createRemotes(node)("Bob")("#x").width();
  const request = sent[before] as Message;
  give({
    message_id: "9",
    message_type: "select_and_get_reply",
    from: "Bob",
    to: "Alice",
    body: { error: null, result: 5, in_reply_to: request.message_id },
  });
  expect(await answer).toBe(5);
  expect(node.counts()).toEqual({ requests: 0, handlers: 0, listeners: 0 });
  node.release();
});

import { createNode, type Node } from "../../src/client/node";
import { createRemotes } from "../../src/client/remote/remote-function";
import type { TransportHandlers } from "../../src/client/transports/transport";
import type { Message } from "../../src/protocol";
import { pick, seededRandom } from "../support/seeded-random";

/** A node whose server is the test. */
async function nodeWithServer(): Promise<{ node: Node; sent: Message[]; give: (input: unknown) => void }> {
  const sent: Message[] = [];
  let handlers: TransportHandlers | undefined;
  const node = createNode({
    nodeId: "Alice",
    notify: [],
    timeout: 0,
    whenReady: (ready) => ready(),
    transport: (given) => {
      handlers = given;
      setImmediate(() => given.opened());
      return { send: (message) => sent.push(message), close: () => {}, name: () => "test" };
    },
  });
  const give = (input: unknown) => handlers?.received(input);
  while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const id = sent[0]?.message_id ?? "";
  give({
    message_id: "s",
    message_type: "register_reply",
    from: null,
    to: "Alice",
    body: { error: null, in_reply_to: id },
  });
  await node.ready;
  return { node, sent, give };
}

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

test("10,000 made-up messages (seeded) neither throw nor leave anything behind", async () => {
  const { node, sent, give } = await nodeWithServer();
  const errors: string[] = [];
  node.events.on("error", (error) => errors.push(error.message));
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
  const values = [
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
  expect(errors.length).toBeGreaterThan(0);
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

import { createRemotes } from "../../../src/client/remote/remote-function";
import type { RemoteJQuery } from "../../../src/client/remote/types";
import { type Message, memberOf } from "../../../src/protocol";
import { type NodeWithServer, nodeWithServer } from "../../support/node-with-server";
import { until } from "../../support/until";

interface Listening extends NodeWithServer {
  readonly errors: string[];
  /** The installations of its one handler so far, and the pages they were for. */
  installedOn(): (string | undefined)[];
  /** What the installations so far have said. */
  said(): unknown[];
  /** A page of Bob's answers the installation: with the error, or that it went well. */
  answer(page: string, error: string | null): void;
  /** The server tells that a page of Bob's has come or left. */
  tell(page: string, online: boolean): void;
  /** The server tells which pages Bob has. */
  tellPages(pages: readonly string[]): void;
  signal(page: string, last?: boolean, dropped?: number): void;
}

let clicks: number;

async function listening(method: "on" | "one", before = ($go: RemoteJQuery) => $go): Promise<Listening> {
  const base = await nodeWithServer();
  const { node, sent, give } = base;
  const errors: string[] = [];
  node.events.on("error", (error) => errors.push(error.name));
  clicks = 0;
  before(createRemotes(node)("Bob")("#go"))[method]("click", () => {
    clicks += 1;
  });
  const installations = () => sent.filter(({ message_type }) => message_type === "select_and_listen");
  const id = installations()[0]?.message_id;
  const say = (type: string, page: string | undefined, body: object) =>
    give({
      message_id: "1",
      message_type: type,
      from: page === undefined ? null : "Bob",
      to: "Alice",
      ...(page === undefined ? {} : { from_page: page }),
      body: { error: null, in_reply_to: id, ...body },
    });
  return {
    ...base,
    errors,
    said: () => installations().map(({ body }) => memberOf(body, "eval_code")),
    installedOn: () => installations().map(({ to_page }) => to_page),
    answer: (page, error) => say("select_and_listen_reply", page, { error, result: error ? null : "OK" }),
    tell: (page, online) =>
      say("presence", undefined, { node_id: "Bob", online: true, page_id: page, page_online: online }),
    tellPages(pages) {
      const asked = sent.findLast(({ message_type }) => message_type === "pages") as Message;
      say("pages_reply", undefined, { in_reply_to: asked.message_id, result: pages });
    },
    signal: (page, last, dropped) =>
      say("signal", page, { callback_this: null, callback_args: [{}], ...(last ? { last } : {}), dropped }),
  };
}

test("a handler whose calls are left out is told so, once", async () => {
  const bob = await listening("on");
  bob.signal("first");
  expect(bob.errors).toEqual([]);
  for (const dropped of [3, 4]) bob.signal("first", false, dropped);
  expect(bob.errors).toEqual(["RemoteError"]);
  expect(clicks).toBe(3);
  bob.node.release();
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("a page that comes and refuses a handler takes it from no other", async () => {
  const bob = await listening("on");
  bob.answer("first", null);
  bob.tell("second", true);
  bob.answer("second", "refused: not here");
  await until(() => bob.errors.length > 0);
  expect(bob.errors).toEqual(["RefusedError"]);
  bob.signal("first");
  expect(clicks).toBe(1);
  expect(bob.node.counts()).toMatchObject({ requests: 0, handlers: 1 });
  bob.node.release();
});

test("a page that refuses before the others have answered takes it from none of them", async () => {
  const bob = await listening("on");
  bob.answer("second", "refused: not here");
  bob.answer("first", null);
  await until(() => bob.errors.length > 0);
  bob.tellPages(["first", "second"]);
  await settled();
  bob.signal("first");
  expect(clicks).toBe(1);
  bob.node.release();
});

test("a handler of which it is not known whether it has arrived is attached again, and nothing else is said twice", async () => {
  const bob = await listening("on", ($go) => $go.text("changed"));
  jest.useFakeTimers();
  const unreachable = "unreachable: the node was just coming back";
  for (const _attempt of [1, 2]) {
    bob.answer("first", unreachable);
    await jest.advanceTimersByTimeAsync(1_000);
  }
  bob.answer("first", null);
  await jest.advanceTimersByTimeAsync(10_000);
  jest.useRealTimers();
  expect(bob.said()).toEqual(['$("#go").text("changed")', '$("#go")', '$("#go")']);
  // Of the change it is told, once.
  expect(bob.errors).toEqual(["UnreachableError"]);
  bob.signal("first");
  expect([clicks, bob.node.counts()]).toMatchObject([1, { requests: 0, handlers: 1 }]);
  bob.node.release();
});

test("a handler that the only page refuses is forgotten", async () => {
  const bob = await listening("on");
  bob.answer("first", "refused: not here");
  await until(() => bob.errors.length > 0);
  expect(bob.errors).toEqual(["RefusedError"]);
  bob.tellPages(["first"]);
  await until(() => bob.node.counts().handlers === 0);
  expect(bob.node.counts()).toMatchObject({ requests: 0, handlers: 0 });
  bob.node.release();
});

test("one() does not wait for a page that has refused it", async () => {
  const bob = await listening("one");
  bob.answer("first", null);
  bob.answer("second", "refused: not here");
  bob.signal("first", true);
  expect(clicks).toBe(1);
  expect(bob.node.counts().handlers).toBe(0);
  bob.node.release();
});

test("a page that left and is back gets the handler again, one named like a member of objects too", async () => {
  const bob = await listening("on");
  bob.answer("first", null);
  for (const page of ["first", "constructor", "__proto__"]) {
    bob.tell(page, false);
    bob.tell(page, true);
  }
  expect(bob.installedOn()).toEqual([undefined, "first", "constructor", "__proto__"]);
  bob.node.release();
});

test("one() that has run on a page is not attached again when the page is back", async () => {
  const bob = await listening("one");
  bob.answer("first", null);
  bob.answer("second", null);
  bob.signal("first", true);
  bob.tell("first", false);
  bob.tell("first", true);
  expect(bob.installedOn()).toEqual([undefined]);
  bob.node.release();
});

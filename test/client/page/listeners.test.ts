import { createWatches } from "../../../src/client/connection/watches";
import { createTargetListeners } from "../../../src/client/page/listeners";
import type { Message } from "../../../src/protocol";

const LIMIT = 10_000;

function startListeners() {
  const watches = createWatches(
    (type, body) => ({ message_id: "w", message_type: type, from: "Bob", body: body as { node_id: string } }),
    () => {},
  );
  const listeners = createTargetListeners(watches);
  let id = 0;
  const add = (from: string, count = 1, { text = "", elements = 1 } = {}) => {
    for (let i = 0; i < count; i++) {
      id += 1;
      const body = { eval_code: text };
      const request: Message = {
        message_id: id,
        message_type: "select_and_listen",
        from,
        from_page: "p",
        body,
      };
      const weight = listeners.weigh(request, elements);
      listeners.add(request, weight, () => {});
    }
  };
  const tell = (body: Readonly<Record<string, string | boolean>>) =>
    watches.receive({ message_id: "p", message_type: "presence", from: null, to: "Bob", body });
  return { listeners, add, tell };
}

test("a page has ten thousand listeners at most, and another page has room", () => {
  const { listeners, add } = startListeners();
  add("Mallory", LIMIT);
  expect(() => add("Mallory")).toThrow("too many listeners on this page: yours count as 10000 already");
  add("Alice");
  listeners.remove({ message_id: "r", message_type: "unlisten", from: "Mallory", from_page: "p" }, "1");
  add("Mallory");
  expect(listeners.count()).toBe(LIMIT + 1);
});

test("a long request and many elements count as several listeners, until they are taken off", () => {
  const { listeners, add } = startListeners();
  add("Mallory", 1, { text: "x".repeat(1_000_000) });
  add("Mallory", 1, { elements: 250_000 });
  expect(() => add("Mallory", LIMIT)).toThrow("yours count as 10000 already");
  expect(listeners.count()).toBe(2 + LIMIT - 2002);
  listeners.remove({ message_id: "r", message_type: "unlisten", from: "Mallory", from_page: "p" }, "1");
  add("Mallory", 1001);
  expect(() => add("Mallory")).toThrow("yours count as 10000 already");
});

test("when all pages together have too many, each still has a hundred", () => {
  const { add } = startListeners();
  for (let page = 0; page < 2; page++) add(`Mallory ${page}`, LIMIT);
  add("Alice", 100);
  expect(() => add("Alice")).toThrow("yours count as 100 already");
});

describe("a page that is away", () => {
  const GRACE = 60_000;

  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test("keeps its listeners for a minute, and no other page loses any", () => {
    const { listeners, add, tell } = startListeners();
    add("Alice", 3);
    add("Carol", 2);
    tell({ node_id: "Alice", online: false, page_id: "p", page_online: false });
    jest.advanceTimersByTime(GRACE - 1);
    expect(listeners.count()).toBe(5);
    jest.advanceTimersByTime(1);
    expect(listeners.count()).toBe(2);
  });

  test("keeps them for good when it is back, also where its whole node was away", () => {
    const { listeners, add, tell } = startListeners();
    add("Alice", 3);
    // The first that a server tells in a new session is about the node, without its pages.
    tell({ node_id: "Alice", online: false });
    tell({ node_id: "Alice", online: true, page_id: "p", page_online: true });
    jest.advanceTimersByTime(GRACE);
    expect(listeners.count()).toBe(3);
  });

  test("loses them where another page of its node comes instead", () => {
    const { listeners, add, tell } = startListeners();
    add("Alice", 3);
    tell({ node_id: "Alice", online: false });
    tell({ node_id: "Alice", online: true, page_id: "q", page_online: true });
    jest.advanceTimersByTime(GRACE);
    expect(listeners.count()).toBe(0);
  });
});

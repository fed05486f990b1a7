import { createWatches } from "../../../src/client/connection/watches";
import { createTargetListeners } from "../../../src/client/page/listeners";
import type { Message } from "../../../src/protocol";

const LIMIT = 1000;

function startListeners() {
  const watches = createWatches(
    (type, body) => ({ message_id: "w", message_type: type, from: "Bob", body: body as { node_id: string } }),
    () => {},
  );
  const listeners = createTargetListeners(watches);
  let id = 0;
  const add = (from: string, count = 1) => {
    for (let i = 0; i < count; i++) {
      id += 1;
      const request: Message = { message_id: id, message_type: "select_and_listen", from, from_page: "p" };
      listeners.checkRoom(request);
      listeners.add(request, () => {});
    }
  };
  return { listeners, add };
}

test("a page has a thousand listeners at most, and another page has room", () => {
  const { listeners, add } = startListeners();
  add("Mallory", LIMIT);
  expect(() => add("Mallory")).toThrow("there are too many listeners on this page already: 1000 are yours");
  add("Alice");
  listeners.removeById("Mallory", "p", "1");
  add("Mallory");
  expect(listeners.count()).toBe(LIMIT + 1);
});

test("when all pages together have too many, each still has a hundred", () => {
  const { add } = startListeners();
  for (let page = 0; page < 10; page++) add(`Mallory ${page}`, LIMIT);
  add("Alice", 100);
  expect(() => add("Alice")).toThrow("100 are yours");
});

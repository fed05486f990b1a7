import { createWatches } from "../../../src/client/connection/watches";
import type { Message } from "../../../src/protocol";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Watches of a page that knows already that Bob is there. */
function startWatches() {
  const sent: string[] = [];
  const watches = createWatches(
    (type, body) => ({ message_id: "w", message_type: type, from: "Alice", to: null, body }) as Message,
    ({ message_type: type }) => sent.push(type),
  );
  const tell = (online: boolean) =>
    watches.receive({
      message_id: "p",
      message_type: "presence",
      from: null,
      to: "Alice",
      body: { node_id: "Bob", online },
    });
  watches.add("Bob", () => {});
  tell(true);
  return { watches, sent, tell };
}

test("a handler that is added later is told what is known, after add() has returned", () => {
  const { watches, sent } = startWatches();
  const told: boolean[] = [];
  watches.add("Bob", ({ online }) => told.push(online));
  expect(told).toEqual([]);
  jest.runAllTimers();
  expect(told).toEqual([true]);
  expect(sent).toEqual(["watch"]);
});

test("it is told what holds by then, not what held when it was added", () => {
  const { watches, tell } = startWatches();
  const told: boolean[] = [];
  watches.add("Bob", ({ online }) => told.push(online));
  tell(false);
  jest.runAllTimers();
  expect(told).toEqual([false, false]);
});

test("a handler that is taken away at once is told nothing", () => {
  const { watches } = startWatches();
  const told: boolean[] = [];
  watches.add("Bob", ({ online }) => told.push(online))();
  jest.runAllTimers();
  expect(told).toEqual([]);
});

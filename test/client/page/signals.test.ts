import { createSignals } from "../../../src/client/page/signals";
import type { Message } from "../../../src/protocol";

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.runAllTimers();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** A sender of signals, and what it has sent: of which page, what, and how many are missing. */
function startSignals() {
  const sent: { readonly page: string; readonly n: unknown; readonly dropped: unknown }[] = [];
  const signals = createSignals((_type, request, { n, dropped }) => {
    sent.push({ page: String(request.from), n, dropped });
  });
  const listen = (from: string) => {
    const request: Message = { message_id: "1", message_type: "select_and_listen", from, from_page: "p" };
    const signal = signals(request);
    return (n: number, type = "click", isLast = false) => signal(type, () => ({ n }), isLast);
  };
  const sentTo = (from: string) => sent.filter(({ page }) => page === from);
  return { sent, listen, sentTo };
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

test("a burst goes out at once, the rest in order, never more than a server takes", () => {
  const { sent, listen } = startSignals();
  const click = listen("Alice");
  for (const n of numbers(1500)) click(n);
  expect(sent).toHaveLength(800);
  jest.advanceTimersByTime(1000);
  expect(sent.length).toBeLessThanOrEqual(1100);
  jest.runAllTimers();
  expect(sent.map(({ n }) => n)).toEqual(numbers(1500));
  expect(sent.filter(({ dropped }) => dropped !== undefined)).toEqual([]);
});

test("of a stream that comes too fast the latest state goes out, with the number of those before it", () => {
  const { sent, listen } = startSignals();
  const move = listen("Alice");
  for (const n of numbers(5000)) move(n, "mousemove");
  jest.runAllTimers();
  expect(sent).toHaveLength(801);
  expect(sent.at(-1)).toEqual({ page: "Alice", n: 4999, dropped: 4199 });
  move(1, "mousemove");
  expect(sent.at(-1)).toEqual({ page: "Alice", n: 1, dropped: undefined });
});

test("past a thousand that wait, more are dropped, and the page is told how many; a last one is kept", () => {
  const { sent, listen } = startSignals();
  const click = listen("Alice");
  for (const n of numbers(3000)) click(n);
  click(-1, "click", true);
  jest.runAllTimers();
  expect(sent).toHaveLength(1801);
  expect(sent.reduce((all, { dropped }) => all + Number(dropped ?? 0), 0)).toBe(1200);
  expect(sent.at(-1)).toMatchObject({ n: -1 });
});

test("a page that hears much leaves each other page its share", () => {
  const { listen, sentTo } = startSignals();
  const greedy = listen("Mallory");
  const modest = listen("Alice");
  for (const n of numbers(5000)) greedy(n);
  for (const n of numbers(10)) modest(n);
  jest.advanceTimersByTime(200);
  expect(sentTo("Alice").map(({ n }) => n)).toEqual(numbers(10));
  expect(sentTo("Mallory").length).toBeLessThan(5000);
});

test("many pages together make little wait", () => {
  const { sent, listen } = startSignals();
  const pages = numbers(100).map((page) => listen(`Mallory ${page}`));
  for (const click of pages) for (const n of numbers(1000)) click(n);
  jest.runAllTimers();
  expect(sent.length).toBeLessThan(800 + 3000 + 100 * 20);
});

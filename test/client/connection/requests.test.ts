import { createRequests } from "../../../src/client/connection/requests";
import type { Message } from "../../../src/protocol";

const ask = (id: string): Message => ({
  message_id: id,
  message_type: "select_and_get",
  from: "Alice",
  to: "Bob",
  body: {},
});
const answerTo = (id: string): Message => ({
  message_id: `r${id}`,
  message_type: "select_and_get_reply",
  from: "Bob",
  to: "Alice",
  body: { error: null, result: 1, in_reply_to: id },
});

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function requestsWith(timeout: number) {
  const settled: string[] = [];
  const requests = createRequests({ send: () => true, timeout, onUnobserved: () => {} });
  return {
    requests,
    settled,
    ask(id: string): void {
      requests.ask(ask(id)).then(
        () => settled.push(`${id} answered`),
        (error) => settled.push(`${id} ${(error as Error).name}`),
      );
    },
  };
}

test("the requests of one turn share a timer, and each that was not answered fails when it is over", async () => {
  const { requests, settled, ask: request } = requestsWith(1000);
  for (const id of ["1", "2", "3"]) request(id);
  expect(jest.getTimerCount()).toBe(1);
  requests.answer(answerTo("2"));
  await jest.advanceTimersByTimeAsync(999);
  expect(settled).toEqual(["2 answered"]);
  await jest.advanceTimersByTimeAsync(1);
  expect(settled).toEqual(["2 answered", "1 TimeoutError", "3 TimeoutError"]);
  expect(requests.count()).toBe(0);
});

test("a request of a later turn has its whole time", async () => {
  const { settled, ask: request } = requestsWith(1000);
  request("1");
  await jest.advanceTimersByTimeAsync(600);
  request("2");
  await jest.advanceTimersByTimeAsync(999);
  expect(settled).toEqual(["1 TimeoutError"]);
  await jest.advanceTimersByTimeAsync(1);
  expect(settled).toEqual(["1 TimeoutError", "2 TimeoutError"]);
});

test("no timer is left when all are answered, and the next request of the same turn has one again", async () => {
  const { requests, settled, ask: request } = requestsWith(1000);
  request("1");
  requests.answer(answerTo("1"));
  expect(jest.getTimerCount()).toBe(0);
  request("2");
  expect(jest.getTimerCount()).toBe(1);
  await jest.advanceTimersByTimeAsync(1000);
  expect(settled).toEqual(["1 answered", "2 TimeoutError"]);
});

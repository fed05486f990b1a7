import { throttle } from "../../../src/client/page/throttle";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("calls at once, then once in each interval, and always with the last", () => {
  const calls: number[] = [];
  const throttled = throttle(100, (n: number) => calls.push(n));
  throttled(1);
  throttled(2);
  throttled(3);
  expect(calls).toEqual([1]);
  jest.advanceTimersByTime(100);
  expect(calls).toEqual([1, 3]);
  jest.advanceTimersByTime(100);
  throttled(4);
  expect(calls).toEqual([1, 3, 4]);
  jest.advanceTimersByTime(1000);
  expect(calls).toEqual([1, 3, 4]);
});

import { checkOptions } from "../../src/client/node-options";

test.each([0, 1, 2147483647])("a timeout of %d ms is one", (timeout) => {
  expect(() => checkOptions("Alice", { timeout })).not.toThrow();
});

test.each([-1, 2147483648, Number.POSITIVE_INFINITY, Number.NaN])(
  "a timeout of %d ms is refused where it is given: timers would ring at once",
  (timeout) => {
    expect(() => checkOptions("Alice", { timeout })).toThrow("0 (for ever) to 2147483647 ms");
  },
);

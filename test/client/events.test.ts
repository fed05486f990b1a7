import { createEvents } from "../../src/client/events";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a handler that throws keeps neither others nor the connection from going on, and is heard of", () => {
  const events = createEvents();
  const seen: string[] = [];
  events.on("disconnect", () => {
    throw new Error("of the page");
  });
  events.on("disconnect", (reason) => seen.push(reason));
  events.emit("disconnect", "lost");
  expect(seen).toEqual(["lost"]);
  expect(() => jest.runAllTimers()).toThrow("of the page");
});

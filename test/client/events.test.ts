import { createEvents } from "../../src/client/events";

test("a handler that throws keeps neither others nor the connection from going on, and is heard of", () => {
  const events = createEvents();
  const seen: string[] = [];
  events.on("disconnect", () => {
    throw new Error("of the page");
  });
  events.on("disconnect", (reason) => seen.push(reason));
  events.on("error", ({ message }) => seen.push(message));
  events.emit("disconnect", "lost");
  expect(seen).toEqual(["of the page", "lost"]);
});

test("what an error handler throws goes to the console, and comes to no other", () => {
  const log = jest.spyOn(console, "error").mockImplementation(() => {});
  const events = createEvents();
  const mistake = new Error("of the handler");
  const seen: string[] = [];
  events.on("error", () => {
    throw mistake;
  });
  events.on("error", ({ message }) => seen.push(message));
  events.emit("error", new Error("a failure"));
  expect(seen).toEqual(["a failure"]);
  expect(log.mock.calls).toEqual([["jQluster:", mistake]]);
  log.mockRestore();
});

import { eventNames, offMatches } from "../../../src/client/remote/listening";

test("a list is split at white space", () => {
  expect(eventNames(" click  keyup.menu ")).toEqual(["click", "keyup.menu"]);
});

test.each([
  ["click", "click", true],
  ["click", "click.menu", true],
  ["click.menu", "click", false],
  [".menu", "click.menu", true],
  [".menu.open", "click.menu", false],
  [".open.menu", "click.menu.open", true],
  ["keyup", "click", false],
  ["keyup click", "click", true],
])("off(%j) against %j: %s", (list, event, matches) => {
  expect(offMatches(list, event)).toBe(matches);
});

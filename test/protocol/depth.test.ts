import { isDeeperThan } from "../../src/protocol/parse-message";
import { objectsDeep } from "../support/deep";

function levelsByRecursion(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsByRecursion));
}

describe("isDeeperThan", () => {
  it.each<[string, unknown, number]>([
    ["a text", "{[", 0],
    ["null", null, 0],
    ["an empty object", {}, 1],
    ["an empty list", [], 1],
    ["an object of plain values", { a: 1, b: "x", c: null }, 1],
    ["a list in an object", { a: [] }, 2],
    ["a branch deeper than the others", { a: [], b: { c: [{}] }, d: {} }, 4],
    ["a member named __proto__", JSON.parse('{"__proto__":{"a":{}}}'), 3],
    ["an object without a prototype", Object.assign(Object.create(null), { a: [] }), 2],
  ])("counts the levels of %s", (_what, value, levels) => {
    expect(isDeeperThan(value, Math.max(levels, 1))).toBe(false);
    if (levels > 1) expect(isDeeperThan(value, levels - 1)).toBe(true);
  });

  it("takes any depth for 0", () => {
    expect(isDeeperThan({ a: { b: {} } }, 0)).toBe(false);
  });

  it("does not fail itself at a depth at which recursion does", () => {
    const deep = objectsDeep(100_000);
    expect(() => levelsByRecursion(deep)).toThrow(RangeError);
    expect(isDeeperThan(deep, 100_000)).toBe(false);
    expect(isDeeperThan(deep, 99_999)).toBe(true);
  });
});

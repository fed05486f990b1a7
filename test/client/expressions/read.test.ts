import { isDeepStrictEqual } from "node:util";
import {
  type Argument,
  type Chain,
  chainArgument,
  identArgument,
  isNested,
} from "../../../src/client/expressions/chain";
import type { ExpressionError } from "../../../src/client/expressions/errors";
import { readChain } from "../../../src/client/expressions/read";
import { writeChain, writeReadiness } from "../../../src/client/expressions/write";
import type { JsonValue } from "../../../src/protocol";
import { pick, seededRandom } from "../../support/seeded-random";

const STRINGS = [
  "",
  "ul > li",
  "it's",
  'a "b"',
  "\\",
  "\n\t\b\f\r",
  "\u2028\u2029",
  "é€😀",
  "</script>",
  "__proto__",
  "$(",
  "\ud800",
];
const KEYS = ["color", "font-size", "", "constructor", "toString", "it's", "$", "length", "1"];

function randomJson(random: () => number, depth: number): JsonValue {
  const choice = random();
  if (depth > 0 && choice < 0.15)
    return Array.from({ length: random() * 4 }, () => randomJson(random, depth - 1));
  if (depth > 0 && choice < 0.3) {
    return Object.fromEntries(
      Array.from({ length: random() * 4 }, () => [pick(random, KEYS), randomJson(random, depth - 1)]),
    );
  }
  if (choice < 0.6) return pick(random, STRINGS);
  if (choice < 0.8) return pick(random, [0, -1, 1.5, 1e21, -2e-7, 123456789]);
  return pick(random, [true, false, null]);
}

function randomChain(random: () => number, depth = 3): Chain {
  const argument = (isRoot: boolean): Argument => {
    const choice = random();
    if (choice < 0.1) return undefined;
    if (choice < 0.3 && depth > 0) return chainArgument(randomChain(random, depth - 1));
    if (choice < 0.4 && isRoot) return identArgument(pick(random, ["window", "document"]));
    return randomJson(random, 3);
  };
  return {
    root: Array.from({ length: random() * 3 }, () => argument(true)),
    steps: Array.from({ length: random() * 5 }, () => {
      const method = pick(random, ["find", "text", "addClass", "$plugin", "length"]);
      return {
        method,
        args: method === "length" ? [] : Array.from({ length: random() * 3 }, () => argument(false)),
      };
    }),
  };
}

function errorOf(source: string, maxLength?: number): ExpressionError {
  try {
    readChain(source, maxLength);
  } catch (error) {
    return error as ExpressionError;
  }
  throw new Error(`read without an error: ${source}`);
}

test("what is written is read back the same", () => {
  const random = seededRandom(1);
  for (let i = 0; i < 1000; i++) {
    const chain = randomChain(random);
    const read = readChain(writeChain(chain));
    // Node.js finds in a tenth of the time that most are the same.
    if (!isDeepStrictEqual(read, chain)) expect(read).toEqual(chain);
  }
});

test("chains are written as original clients write them", () => {
  const find = { method: "find", args: ["li"] };
  const chain: Chain = {
    root: ["ul"],
    steps: [find, { method: "eq", args: [1] }, { method: "text", args: [] }],
  };
  expect(writeChain(chain)).toBe('$("ul").find("li").eq(1).text()');
  expect(writeChain({ root: [identArgument("window")], steps: [{ method: "size", args: [] }] })).toBe(
    "$(window).length",
  );
  expect(writeChain({ root: ["\u2028", undefined], steps: [] })).toBe('$("\\u2028",undefined)');
});

test("hand-written forms are understood", () => {
  expect(
    readChain(` jQuery ( 'it\\'s "x"' )\n .css( { color : "red", 'a':[ 1 , -2.5e3 ] } ) . length ; \n`),
  ).toEqual({
    root: [`it's "x"`],
    steps: [
      { method: "css", args: [{ color: "red", a: [1, -2500] }] },
      { method: "length", args: [] },
    ],
  });
  expect(readChain("$('a\\u0041\\\\\\n')").root).toEqual(["aA\\\n"]);
});

test("JSON that looks like a nested chain is JSON", () => {
  const chain = readChain('$("a").data({"kind":{"nested":true},"value":"window"})');
  expect(isNested(chain.steps[0]?.args[0])).toBe(false);
  expect(isNested(readChain("$($(window))").root[0])).toBe(true);
});

test.each(["_beNotified", "_isNotifying"] as const)("the readiness form %s", (call) => {
  const readiness = { owner: 'A"l', call, argument: "Bob" };
  const source = `$(document).data("jqluster-readiness-callback-managers")["A\\"l"].${call}("Bob")`;
  expect(readChain(source).readiness).toEqual(readiness);
  expect(writeReadiness(readiness)).toBe(source);
  expect(writeChain(readChain(source))).toBe(source);
});

test.each([
  ["", 0, "$"],
  ["alert(1)", 0, "$"],
  ["$", 1, "("],
  ['$("a"', 5, ")"],
  ['$("a").', 7, "a method"],
  ['$("a").text', 11, "("],
  ['$("a").text()x', 13, "the end"],
  ['$("a").text() + 1', 14, "the end"],
  ['$("a").text(1 2)', 14, ")"],
  ['$("a").css({a:1,})', 16, "a key"],
  ['$("a").css({a 1})', 14, ":"],
  ['$("a").css({"__proto__":1})', 12, "__proto__"],
  ['$("a").css({__proto__:1})', 12, "__proto__"],
  ['$("a").css({"\\u005f_proto__":1})', 12, "__proto__"],
  ['$("a").css([undefined])', 12, "a value"],
  ['$("a").css([$("b")])', 12, "a value"],
  ['$("a").is(window)', 10, "a value"],
  ['$("a").is(function(){})', 10, "a value"],
  ['$("a").eq(01)', 10, "valid JSON"],
  ['$("a").eq(1.)', 10, "valid JSON"],
  ['$("a").eq(+1)', 10, "a value"],
  ['$("\\x41")', 2, "valid JSON"],
  ['$("a\nb")', 2, "valid JSON"],
  ['$("abc', 2, "a value"],
  ["$('abc", 2, "a value"],
  ['$("a")["text"]()', 7, "a method"],
  ['$("a").1()', 7, "a method"],
  ['$(document).data("jqluster-readiness-callback-managers")["A"].constructor("x")', 62, "_beNotified"],
  ['$("p").data("jqluster-readiness-callback-managers")["A"]._beNotified("x")', 52, "a method"],
  ["$.get('x')", 1, "("],
  ["$(`a`)", 2, "a value"],
])("%j is refused at position %d", (source, position, expected) => {
  const error = errorOf(source);
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe("ExpressionError");
  expect({ position: error.position, message: error.message }).toEqual({
    position,
    message: expect.stringContaining(expected),
  });
  expect(error.message).toContain(`position ${position}`);
});

describe("limits", () => {
  test("length", () => {
    expect(readChain("$('a')", 6).root).toEqual(["a"]);
    expect(errorOf("$('a') ", 6).message).toContain("6 characters");
    expect(errorOf(`$("${"a".repeat(262144)}")`).message).toContain("262144 characters");
  });

  test("depth, of JSON and of chains", () => {
    const nested = (depth: number) => `$("a").css(${"[".repeat(depth)}${"]".repeat(depth)})`;
    expect(readChain(nested(31)).steps).toHaveLength(1);
    expect(errorOf(nested(32)).message).toContain("depth");
    expect(errorOf("$(".repeat(100000)).message).toContain("depth");
  });

  test("steps, nested ones included", () => {
    expect(readChain(`$()${".end()".repeat(1000)}`).steps).toHaveLength(1000);
    expect(errorOf(`$()${".end()".repeat(1001)}`).message).toContain("fewer methods");
    expect(errorOf(`$($("a")${".end()".repeat(999)}).end().end()`).message).toContain("fewer methods");
  });
});

// Were one of these read in quadratic time, it would take an hour; in linear time each takes a moment.
test.each([
  ["white space", (n: number) => `$(${" ".repeat(n)}"a")`],
  ["a string", (n: number) => `$("${"a".repeat(n)}")`],
  ["escapes", (n: number) => `$("${"\\n".repeat(n / 2)}")`],
  ["quotes in single quotes", (n: number) => `$('${'"'.repeat(n)}')`],
  ["an open string", (n: number) => `$("${"\\a".repeat(n / 2)}`],
  ["a number", (n: number) => `$(${"1".repeat(n)})`],
  ["what is no number", (n: number) => `$(${"1e".repeat(n / 2)})`],
  ["a word", (n: number) => `$(${"a".repeat(n)})`],
  ["items", (n: number) => `$("a").css([${"1,".repeat(n / 2)}1])`],
  ["keys", (n: number) => `$("a").css({${"a:1,".repeat(n / 4)}b:1})`],
  ["white space, then nothing", (n: number) => `$("a")${" ".repeat(n)}`],
])("a million characters of %s", (_, sourceOf) => {
  const source = sourceOf(1_000_000);
  try {
    readChain(source, source.length);
  } catch (error) {
    expect((error as Error).name).toBe("ExpressionError");
  }
});

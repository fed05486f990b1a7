import type { JsonValue } from "../../protocol";
import { type Argument, type Chain, chainArgument, identArgument, READINESS_KEY, type Step } from "./chain";
import { expressionError } from "./errors";
import { writeChain } from "./write";

/** Parentheses, brackets and braces within each other, at most. */
const MAX_DEPTH = 32;
/** Method calls in a whole expression, nested chains included, at most. */
const MAX_STEPS = 1000;

/** Where a value stands decides what it may be: `undefined` and chains are arguments, `window` is one of `$` only. */
type Place = "json" | "argument" | "root";

// A string, a number, a word, any other character, or the end. There is always a match where the last one ended,
// and no part of it can match in two ways, so reading is linear.
const TOKEN =
  /\s*("[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'|-?\d[\d.eE+-]*|[\w$]+|[\s\S]|$)/g;

/**
 * Reads an expression of the chain language in one pass, without ever running it.
 *
 * @param source - For example `$("ul").find("li").eq(1).text()`.
 * @param maxLength - UTF-16 units of the whole expression, at most.
 * @throws An {@link ExpressionError} with the position and what was expected there.
 * @example
 * evaluateChain(readChain('$("#box").width()'), context);
 */
export function readChain(source: string, maxLength = 262144): Chain {
  let stepsLeft = MAX_STEPS;
  let depth = 0;
  let token = "";
  let start = 0;
  let end = 0;

  if (source.length > maxLength) fail(`at most ${maxLength} characters`);
  next();
  let chain = readCall();
  if (take("[")) chain = readReadiness(chain);
  take(";");
  if (token) fail("the end");
  return chain;

  function fail(expected: string): never {
    throw expressionError(`expected ${expected}`, start);
  }

  /** Moves to the next token and gives the one it was at. */
  function next(): string {
    const previous = token;
    TOKEN.lastIndex = end;
    const found = TOKEN.exec(source) as RegExpExecArray;
    token = found[1] as string;
    end = found.index + found[0].length;
    start = end - token.length;
    return previous;
  }

  function take(expected: string): boolean {
    return token === expected && !!next();
  }

  function expect(expected: string): void {
    if (!take(expected)) fail(expected);
  }

  function readWord(expected: string): string {
    return /^[a-z_$]/i.test(token) ? next() : fail(expected);
  }

  function readCall(): Chain {
    if (!take("$") && !take("jQuery")) fail("$");
    const root = readList("(", ")", () => readValue("root"));
    const steps: Step[] = [];
    while (take(".")) {
      if (!stepsLeft--) fail("fewer methods");
      const method = readWord("a method");
      const isProperty = method === "length" && token !== "(";
      steps.push({ method, args: isProperty ? [] : readList("(", ")", () => readValue("argument")) });
    }
    return { root, steps };
  }

  function readReadiness(chain: Chain): Chain {
    if (writeChain(chain) !== `$(document).data("${READINESS_KEY}")`) fail("a method");
    const owner = readString();
    expect("]");
    expect(".");
    if (!/^_(beNotified|isNotifying)$/.test(token)) fail("_beNotified or _isNotifying");
    const call = next() as "_beNotified" | "_isNotifying";
    expect("(");
    const argument = readString();
    expect(")");
    return { root: chain.root, steps: chain.steps, readiness: { owner, call, argument } };
  }

  function readList<T>(open: string, close: string, readItem: () => T): T[] {
    if (++depth > MAX_DEPTH) fail("less depth");
    expect(open);
    const items: T[] = [];
    if (token !== close) {
      do items.push(readItem());
      while (take(","));
    }
    expect(close);
    depth--;
    return items;
  }

  function readValue(place: Place): Argument {
    if (token === "[") return readList("[", "]", () => readValue("json") as JsonValue);
    if (token === "{") return readMembers();
    if (/^["']./.test(token)) return readString();
    if (/^(-?\d|(true|false|null)$)/.test(token)) return parse(token);
    if (place !== "json") {
      if (take("undefined")) return undefined;
      if (/^(\$|jQuery)$/.test(token)) return chainArgument(readCall());
      if (place === "root" && /^(window|document)$/.test(token)) return identArgument(next() as "window");
    }
    return fail("a value");
  }

  function readMembers(): JsonValue {
    const members: { [key: string]: JsonValue } = {};
    readList("{", "}", () => {
      const keyStart = start;
      const key = /^["']/.test(token) ? readString() : readWord("a key");
      if (key === "__proto__") {
        start = keyStart;
        fail("a key other than __proto__");
      }
      expect(":");
      members[key] = readValue("json") as JsonValue;
    });
    return members;
  }

  function readString(): string {
    // JSON has double quotes only: those within single quotes are escaped, and escaped single quotes are not.
    if (/^'./.test(token)) {
      return parse(
        `"${token.slice(1, -1).replace(/\\[\s\S]|"/g, (part) => (part === '"' ? '\\"' : part.replace("\\'", "'")))}"`,
      );
    }
    return /^"./.test(token) ? parse(token) : fail("a string");
  }

  /** JSON.parse knows strings and numbers to the letter; what is left to tell is the position. */
  function parse<T extends string & JsonValue>(json: string): T {
    try {
      const value = JSON.parse(json);
      next();
      return value;
    } catch {
      return fail("valid JSON");
    }
  }
}

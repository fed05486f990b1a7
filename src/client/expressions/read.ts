import type { JsonValue } from "../../protocol";
import {
  type Argument,
  type Chain,
  chainArgument,
  identArgument,
  isNested,
  READINESS_KEY,
  type Readiness,
  type Step,
} from "./chain";
import { expressionError } from "./errors";

/** What {@link readChain} accepts at most. */
export interface ReadLimits {
  /** UTF-16 units of the whole expression. @default 262144 */
  readonly maxLength?: number;
  /** Arrays, objects and chains within each other. @default 32 */
  readonly maxDepth?: number;
  /** Steps in the whole expression, nested chains included. @default 1000 */
  readonly maxSteps?: number;
}

/**
 * Reads an expression of the chain language in one pass, without ever running it.
 *
 * @param source - For example `$("ul").find("li").eq(1).text()`.
 * @throws An {@link ExpressionError} with the position and what was expected there.
 * @example
 * evaluateChain(readChain('$("#box").width()'), context);
 */
export function readChain(source: string, limits: ReadLimits = {}): Chain {
  const maxLength = limits.maxLength || 262144;
  const maxDepth = limits.maxDepth || 32;
  const maxSteps = limits.maxSteps || 1000;
  let at = 0;
  let depth = 0;
  let stepCount = 0;

  if (source.length > maxLength) fail(`an expression of at most ${maxLength} characters`, maxLength);
  const chain = readCall(readWord(), 0);
  take(";");
  if (peek()) fail("the end");
  return chain;

  function fail(expected: string, position = at): never {
    throw expressionError(`expected ${expected}`, position);
  }

  function peek(): string {
    while (/\s/.test(source.charAt(at))) at++;
    return source.charAt(at);
  }

  function take(character: string): boolean {
    const found = peek() === character;
    if (found) at++;
    return found;
  }

  function expect(character: string): void {
    if (!take(character)) fail(character);
  }

  /** The longest match of an anchored-by-use pattern: callers see to it that a wrong match fails at once. */
  function match(pattern: RegExp, expected: string): string {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (!found || found.index !== at) return fail(expected);
    at = pattern.lastIndex;
    return found[0];
  }

  function readWord(): string {
    return /[\w$]/.test(peek()) ? match(/[\w$]+/g, "") : "";
  }

  function readCall(word: string, wordAt: number): Chain {
    if (word !== "$" && word !== "jQuery") fail("$(", wordAt);
    deeper();
    const root = readArguments(true);
    const steps: Step[] = [];
    while (take(".")) {
      peek();
      const methodAt = at;
      const method = readWord() || fail("a method name");
      if (++stepCount > maxSteps) fail(`at most ${maxSteps} methods`, methodAt);
      steps.push({ method, args: method === "length" && peek() !== "(" ? [] : readArguments(false) });
    }
    depth--;
    return depth || peek() !== "[" ? { root, steps } : { root, steps, readiness: readReadiness(root, steps) };
  }

  function readReadiness(root: readonly Argument[], steps: readonly Step[]): Readiness {
    const step = steps[0];
    if (
      !(root.length === 1 && isNested(root[0]) && root[0].value === "document") ||
      !(
        steps.length === 1 &&
        step &&
        step.method === "data" &&
        step.args.length === 1 &&
        step.args[0] === READINESS_KEY
      )
    ) {
      fail(". or the end");
    }
    at++;
    const owner = readString();
    expect("]");
    expect(".");
    peek();
    const callAt = at;
    const call = readWord();
    if (call !== "_beNotified" && call !== "_isNotifying") return fail("_beNotified or _isNotifying", callAt);
    expect("(");
    const argument = readString();
    expect(")");
    return { owner, call, argument };
  }

  function deeper(): void {
    if (++depth > maxDepth) fail(`a depth of at most ${maxDepth}`);
  }

  function readArguments(isRoot: boolean): Argument[] {
    expect("(");
    return readList(")", () => readValue(isRoot ? 2 : 1));
  }

  function readList<T>(end: string, readItem: () => T): T[] {
    const items: T[] = [];
    if (take(end)) return items;
    do items.push(readItem());
    while (take(","));
    if (!take(end)) fail(`, or ${end}`);
    return items;
  }

  /** `level` 0: within JSON; 1: an argument, so also `undefined` and chains; 2: of `$`, so also window and document. */
  function readValue(level: number): Argument {
    const character = peek();
    const start = at;
    if (/["']/.test(character)) return readString();
    if (/[-\d]/.test(character)) return readNumber();
    if (take("[")) return readNestedJson(() => readList("]", () => readValue(0) as JsonValue));
    if (take("{")) return readNestedJson(readMembers);
    const word = readWord();
    if (word === "null") return null;
    if (word === "true" || word === "false") return word === "true";
    if (level) {
      if (word === "undefined") return undefined;
      if (level > 1 && (word === "window" || word === "document")) return identArgument(word);
      if (word === "$" || word === "jQuery") return chainArgument(readCall(word, start));
    }
    return fail("a value", start);
  }

  function readNestedJson<T>(read: () => T): T {
    deeper();
    const value = read();
    depth--;
    return value;
  }

  function readMembers(): { [key: string]: JsonValue } {
    const members: { [key: string]: JsonValue } = {};
    readList("}", () => {
      const quoted = /["']/.test(peek());
      const keyAt = at;
      const key = quoted ? readString() : readWord() || fail("a key");
      if (key === "__proto__") fail("a key other than __proto__", keyAt);
      expect(":");
      members[key] = readValue(0) as JsonValue;
    });
    return members;
  }

  function readNumber(): number {
    const start = at;
    const number = Number(match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/g, "a number"));
    return Math.abs(number) <= Number.MAX_VALUE ? number : fail("a finite number", start);
  }

  function readString(): string {
    const quote = peek();
    if (!/^["']$/.test(quote)) fail("a string");
    let text = "";
    let from = ++at;
    for (;;) {
      const character = source.charAt(at);
      if (character < " ") fail(`the end of the string, ${quote}`);
      if (character === quote) return text + source.slice(from, at++);
      if (character === "\\") {
        text += source.slice(from, at++);
        text += readEscape();
        from = at;
      } else at++;
    }
  }

  function readEscape(): string {
    const character = source.charAt(at);
    if (character === "u" && /^[\da-f]{4}$/i.test(source.substr(at + 1, 4))) {
      at += 5;
      return String.fromCharCode(parseInt(source.substr(at - 4, 4), 16));
    }
    const index = "\"'\\/bfnrt".indexOf(character);
    if (!character || index < 0) return fail("an escape");
    at++;
    return "\"'\\/\b\f\n\r\t".charAt(index);
  }
}

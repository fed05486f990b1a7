import { METHODS } from "../../../../src/client/expressions/methods";
import { pick } from "../../../support/seeded-random";

const ROOTS = [
  "window",
  "document",
  '"html"',
  '"#box"',
  '"#form"',
  '"input"',
  '"script"',
  '"ul"',
  '"a"',
  '"li"',
];
/** Members that lead from node to node, so that the chain after them has something to act on. */
const WAYS = [
  "ownerDocument",
  "parentNode",
  "firstChild",
  "children",
  "childNodes",
  "form",
  "elements",
  "body",
].concat([
  "documentElement",
  "attributes",
  "classList",
  "relList",
  "style",
  "dataset",
  "labels",
  "head",
  "doctype",
]);
const READS = [
  ".get(0)",
  ".toArray()",
  ".contents()",
  ".promise()",
  ".queue()",
  ".offset()",
  ".serializeArray()",
].concat([
  '.triggerHandler("page")',
  '.triggerHandler("strings")',
  ".data()",
  '.css(["color"])',
  ".clone()",
  ".parent()",
  ".val()",
]);
const DATA = ["widget", "config", "getter", "strings", "json", "location"];
const METHOD_NAMES = Object.keys(METHODS).filter((method) => !METHODS[method]?.reason);

/** Gives expressions that take objects of the browser as sources, and give them to methods as targets and arguments. */
export function hostExpressions(names: readonly string[], random: () => number): () => string {
  let at = Math.floor(random() * names.length);

  /** Each name in its turn, so that all of them come. */
  function nextName(): string {
    at = (at + 1) % names.length;
    return names[at] as string;
  }

  function source(depth: number): string {
    const root = depth > 1 ? source(depth - 1) : pick(random, ROOTS);
    const choice = random();
    if (choice < 0.1) return `$(${root})${pick(random, READS)}`;
    if (choice < 0.2) return `$(${root}).data(${JSON.stringify(pick(random, [...DATA, nextName()]))})`;
    const name = random() < (depth > 1 ? 0.2 : 0.3) ? pick(random, WAYS) : nextName();
    return `$(${root}).${random() < 0.1 ? "attr" : "prop"}(${JSON.stringify(name)})`;
  }

  function argument(depth: number): string {
    const choice = random();
    if (choice < 0.5) return source(depth);
    if (choice < 0.75) return JSON.stringify(nextName());
    return pick(random, [
      '"x"',
      "5",
      '"#box"',
      '{"width":5}',
      '"<b>x</b>"',
      '"body"',
      "true",
      '{"type":"page"}',
      '["x"]',
    ]);
  }

  return () => {
    const depth = random() < 0.5 ? 1 : 2;
    const target = random() < 0.6 ? `$(${source(depth)})` : `$(${pick(random, ROOTS)})`;
    const args = Array.from({ length: random() * 4 }, () => argument(depth));
    const call = `${target}.${pick(random, METHOD_NAMES)}(${args.join(",")})`;
    return random() < 0.3 ? `${call}.${pick(random, METHOD_NAMES)}(${argument(1)})` : call;
  };
}

import { METHODS } from "../../../../src/client/expressions/methods";
import { pick } from "../../../support/seeded-random";
import { ADDRESS_VECTORS, MARKUP_VECTORS } from "./vectors";

const SELECTORS = [
  "#box",
  "#evil",
  "p",
  "li",
  "tbody",
  "#link",
  "#mail",
  "#form",
  "#img",
  "*",
  "body",
  "#holder",
  "div,p",
].concat(["script", "#empty", "#ran", "template", "noscript", "input", "button", "#nothing"]);
const NAMES = [
  "onclick",
  "onerror",
  "ONLOAD",
  "href",
  "src",
  "srcdoc",
  "innerHTML",
  "outerHTML",
  "text",
  "style",
]
  .concat([
    "textContent",
    "type",
    "action",
    "formaction",
    "class",
    "id",
    "protocol",
    "location",
    "data",
    "html",
    "__proto__",
  ])
  .concat([
    "constructor",
    "click",
    "error",
    "submit",
    "load",
    "remove",
    "write",
    "json",
    "width",
    "name",
    "attributes",
  ]);
const FAKES: readonly object[] = [
  { jquery: "1", length: 1, 0: "<img src=x onerror=hit()>" },
  { length: 1, 0: "<img src=x onerror=hit()>" },
  { nodeType: 1, nodeName: "SCRIPT", text: "hit()" },
  { onclick: "hit()", href: "javascript:hit()" },
  { html: "<img src=x onerror=hit()>", text: "hit()", click: "hit()" },
  { duration: 1, complete: "hit()", step: "hit()", easing: "constructor" },
  { type: "click", handler: "hit()", target: "x" },
  { toString: "x", valueOf: "x", length: -1 },
];
const JUNK_METHODS = [
  "constructor",
  "__proto__",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
  "eval",
].concat([
  "init",
  "domManip",
  "globalEval",
  "call",
  "apply",
  "bind",
  "prototype",
  "jquery",
  "ajax",
  "getScript",
  "x",
]);
const ESCAPES = [
  "eval(hit())",
  ");hit();//",
  '"+hit()+"',
  "`$" + "{hit()}`",
  "$.globalEval('hit()')",
  "[hit()]",
  ".constructor",
].concat([
  "\\",
  '"',
  "'",
  "(",
  ")",
  "{",
  "}",
  "[",
  "]",
  ",",
  ";",
  ".",
  "\u2028",
  "window.hit()",
  "function(){hit()}",
]);
const VALUES = ["hit()", "<img src=x onerror=hit()>", ...ADDRESS_VECTORS];
const METHOD_NAMES = Object.keys(METHODS);
// Half of the calls go where the guards have most to do.
const GUARDED_NAMES = METHOD_NAMES.filter((name) =>
  /markup|wrap|move|attribute|text/.test(`${METHODS[name]?.guard}`),
);

function hostileArgument(random: () => number, depth: number): string {
  const choice = random();
  if (choice < 0.1) return '"<b>"';
  if (choice < 0.25) return JSON.stringify(pick(random, MARKUP_VECTORS));
  if (choice < 0.35) return JSON.stringify(pick(random, ADDRESS_VECTORS));
  if (choice < 0.5) return JSON.stringify(pick(random, NAMES));
  if (choice < 0.65) return JSON.stringify(pick(random, SELECTORS));
  if (choice < 0.7) return JSON.stringify(pick(random, FAKES));
  if (choice < 0.75)
    return `{${JSON.stringify(pick(random, NAMES))}:${JSON.stringify(pick(random, VALUES))}}`;
  if (choice < 0.8)
    return pick(random, ["1", "-1", "true", "null", "undefined", "1e999", '"hit()"', "[]", '["#evil"]']);
  if (choice < 0.85) return `[${hostileArgument(random, 0)},${hostileArgument(random, 0)}]`;
  return depth > 0 ? hostileChain(random, depth - 1) : '"p"';
}

function hostileChain(random: () => number, depth = 2): string {
  const many = (most: number) =>
    Array.from({ length: random() * most }, () => hostileArgument(random, depth)).join(",");
  const root =
    random() < 0.8 ? JSON.stringify(pick(random, SELECTORS)) : pick(random, ["window", "document", many(3)]);
  const steps = Array.from({ length: 1 + random() * 4 }, () => {
    const method = pick(random, random() < 0.03 ? JUNK_METHODS : pick(random, [METHOD_NAMES, GUARDED_NAMES]));
    if (!/^(attr|prop)$/.test(method) || random() < 0.3) return `.${method}(${many(3)})`;
    const value = pick(random, random() < 0.5 ? VALUES : MARKUP_VECTORS);
    // jQuery takes a list for its text, so a list of one name is that name.
    const name = pick(random, NAMES);
    return `.${method}(${JSON.stringify(random() < 0.2 ? [name] : name)},${JSON.stringify(value)})`;
  });
  return `$(${root})${steps.join("")}`;
}

/** Mostly chains as the grammar allows them, the rest with pieces put in, taken out or doubled. */
export function hostileExpression(random: () => number): string {
  const chain = hostileChain(random);
  if (random() < 0.8) return chain;
  const from = Math.floor(random() * chain.length);
  const to = from + Math.floor(random() * 8);
  return chain.slice(0, from) + pick(random, ESCAPES) + chain.slice(pick(random, [from, to]));
}

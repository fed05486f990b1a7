const GLOBALS = [
  ...["Promise", "Proxy", "Reflect", "Symbol", "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "BigInt"],
  ...["fetch", "Headers", "Request", "Response", "AbortController", "URL", "URLSearchParams", "globalThis"],
  ...["queueMicrotask", "structuredClone", "IntersectionObserver", "ResizeObserver", "TextEncoder"],
];

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Object: [
    "assign",
    "entries",
    "fromEntries",
    "getOwnPropertySymbols",
    "hasOwn",
    "is",
    "setPrototypeOf",
    "values",
  ],
  Array: ["from", "of"],
  Number: ["isFinite", "isInteger", "isNaN", "isSafeInteger", "parseFloat", "parseInt"],
  "Array.prototype": [
    "at",
    "entries",
    "fill",
    "find",
    "findIndex",
    "flat",
    "flatMap",
    "includes",
    "keys",
    "values",
  ],
  "String.prototype": [
    "at",
    "endsWith",
    "includes",
    "padEnd",
    "padStart",
    "repeat",
    "replaceAll",
    "startsWith",
  ],
  "Element.prototype": ["append", "before", "closest", "matches", "remove", "replaceWith"],
  "NodeList.prototype": ["forEach"],
  // These never were in Internet Explorer.
  "Document.prototype": ["evaluate"],
  "HTMLTemplateElement.prototype": ["content"],
};

/**
 * A script that takes from a page what browsers before ES2015 lack, for `page.addInitScript`. The syntax of newer
 * versions stays: that a script is ES5 is shown by parsing it.
 *
 * Read the outcome with `page.title()`, `page.textContent()` and the like, which run outside the page's own world;
 * `page.evaluate` runs inside and may need what was taken away.
 */
export const REMOVE_NEWER_FEATURES = [
  ...Object.entries(MEMBERS).flatMap(([owner, names]) => names.map((name) => `delete ${owner}.${name};`)),
  ...GLOBALS.map((name) => `delete window.${name};`),
].join("\n");

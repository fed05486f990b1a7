import { METHODS } from "../../../src/client/expressions/methods";
import type { Call } from "./program";

/** A difference between `$` and a remote selection that is meant to be. */
export interface MeantDifference {
  readonly what: string;
  readonly why: string;
  /** Statements that show it to who compares to the letter. */
  readonly example: readonly string[];
  /** Values that change on their way, and what they become. */
  readonly value?: { is(value: unknown): boolean; becomes(value: unknown): unknown };
  /** Calls that show it but for elements that match this selector: the generator filters the others out. */
  readonly unless?: { readonly calls: (call: Call) => boolean; readonly selector: string };
}

const NOT_FINITE = "JSON has no such number";
const NO_SCRIPT = "what comes from another page may not become script on this one";

/**
 * Every difference that is meant to be. Chains that would show one of them are not made, or its `value` says what the
 * comparison is to expect instead.
 */
export const MEANT_DIFFERENCES: readonly MeantDifference[] = [
  {
    what: "NaN, Infinity and -Infinity become null",
    why: NOT_FINITE,
    example: ['$("#card").triggerHandler("odd", "NaN")'],
    value: {
      is: (value) => typeof value === "number" && !Number.isFinite(value),
      becomes: () => null,
    },
  },
  {
    what: "-0 becomes 0",
    why: NOT_FINITE,
    example: ['$("#card").triggerHandler("odd", "-0")'],
    value: { is: (value) => Object.is(value, -0), becomes: () => 0 },
  },
  {
    what: "a date becomes its text",
    why: "JSON has no dates, and writes them so",
    example: ['$("#card").triggerHandler("odd", "date")'],
    value: {
      is: (value) => value instanceof Date,
      becomes: (value) => (value as Date).toISOString(),
    },
  },
  {
    what: "functions and symbols become null",
    why: "a function cannot travel, and JSON has no symbols",
    example: ['$("#card").triggerHandler("odd", "function")', '$("#card").triggerHandler("odd", "symbol")'],
    value: {
      is: (value) => typeof value === "function" || typeof value === "symbol",
      becomes: () => null,
    },
  },
  {
    what: "undefined within a list, and its holes, become null; members that are undefined are left out",
    why: "JSON has no undefined, and the places of the other members of a list must not change",
    example: ['$("#card").triggerHandler("odd", "list")'],
    value: {
      is: (value) => Array.isArray(value) && Array.from(value).includes(undefined),
      becomes: (value) => Array.from(value as unknown[], (member) => (member === undefined ? null : member)),
    },
  },
  {
    what: "an element that is not in the document becomes null, and so does the document type",
    why: "no pointer leads to it",
    example: ['$("#side").detach().get(0)'],
    value: {
      is: (value) => value instanceof Node && (value.nodeType === 10 || !document.contains(value)),
      becomes: () => null,
    },
  },
  {
    what: "what fails throws here; there, only who asks for a value is told",
    why: "nobody waits for a statement without a value, and what follows has been sent before it fails",
    example: ["s.a = $('li[')", "$('#side').addClass('x')"],
  },
  {
    what: "a saved selection is what it selects at the time of use",
    why: "selections live as text here, not as elements there",
    example: ['s.a = $("#list .first")', 's.a.removeClass("first")', "s.a.length"],
  },
  {
    what: "a visit that fails does not keep the others from being made",
    why: "all elements are visited here before the first one is changed there",
    example: ['$("#text").contents().each(function () { return $(this).height(3); })'],
  },
  {
    what: "several names that are set at once and fail have been set on fewer elements",
    why: "twenty elements are changed at a time, so that the page can look at its clock",
    example: ['$("*").filter(":not(meta,style)").prop({ checked: true, tagName: 0 })'],
  },
  {
    what: "HTML builds only where it is written whole, from its first character on",
    why: NO_SCRIPT,
    example: ['$(" <b>made</b>").text()'],
  },
  {
    what: "markup loses what could run script or change the rules of the page",
    why: NO_SCRIPT,
    example: ['$("#side").html("<b onclick=\'name\'>b</b><style></style><svg></svg>")'],
  },
  {
    what: "attributes, properties and styles that could run script are not set",
    why: NO_SCRIPT,
    example: ['$("#side").attr("onclick", "name")', '$("#side").prop("innerHTML", "<b>b</b>").html()'],
  },
  {
    what: "attributes and properties of documents and windows are not set, besides the title",
    why: NO_SCRIPT,
    example: ['$(window).prop("name", "x").prop("name")'],
    unless: { calls: ({ method }) => /^(attr|prop)$/.test(method), selector: "*" },
  },
  {
    what: "what shows, animates, styles or names elements is not done to windows",
    why: "a window has none of it, and jQuery would set members of it",
    example: ['$(window).add("#side").toggle()', '$("#side").css("display")'],
    unless: {
      calls: ({ method }) =>
        (METHODS[method]?.kind === "effect" && !/queue|^(delay|finish|stop)/i.test(method)) ||
        /^(css|val|serialize|remove[CP]|toggleC)/.test(method),
      selector: "*",
    },
  },
  {
    what: "attributes, properties and content of elements that load script or rule the page are not set",
    why: NO_SCRIPT,
    example: ['$("style").attr("title", "x").attr("title")'],
    unless: {
      calls: ({ method }) =>
        /^(attr|prop|removeAttr|removeProp|animate|text|html|append|prepend|wrapInner)$/.test(method),
      selector: ":not(meta,style)",
    },
  },
  {
    what: "nothing is put into elements that load script or rule the page, and nothing is wrapped in them",
    why: NO_SCRIPT,
    example: ['$("li").first().appendTo("style")'],
  },
  {
    what: "html() does the same to documents and the html element whatever the markup",
    why: "jQuery empties a document for parts of tables only, and version 1.12 does not parse options as browsers do",
    example: ['$(document).html("<td>cell</td>")'],
    unless: { calls: ({ method }) => method === "html", selector: ":not(html)" },
  },
  {
    what: "where the answer is a selection, as that of promise() and each(), it comes without its elements",
    why: "they may be many: who wants them asks for toArray()",
    example: ['$("#side").promise()'],
  },
];

/** What the elements of a call that changes them must match for it not to show a difference; `""`: nothing. */
export function limitOf(call: Call): string {
  const selectors = MEANT_DIFFERENCES.map(({ unless }) => (unless?.calls(call) ? unless.selector : ""));
  return [...new Set(selectors)].join("");
}

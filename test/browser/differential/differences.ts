import type { Call } from "./program";

/** A difference between `$` and a remote selection that is meant to be. */
export interface MeantDifference {
  readonly what: string;
  readonly why: string;
  /** Statements that show it to who compares to the letter. */
  readonly example: readonly string[];
  /** Values that change on their way, and what they become. */
  readonly value?: { is(value: unknown): boolean; becomes(value: unknown): unknown };
  /** Calls that show it where the selection has documents, windows or texts: the generator filters these out. */
  readonly needsElements?: (call: Call) => boolean;
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
    what: "HTML selects nothing",
    why: NO_SCRIPT,
    example: ['$("<b>made</b>").text()'],
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
    needsElements: ({ method, args }) => /^(attr|prop)$/.test(method) && args.length > 0,
  },
  {
    what: "html() does not empty a document for parts of tables",
    why: "jQuery does nothing to documents but for such markup",
    example: ['$(document).html("<td>cell</td>")'],
    needsElements: ({ method, args }) => method === "html" && args.length > 0,
  },
  {
    what: "where the answer is a selection, as that of promise() and each(), it comes without its elements",
    why: "they may be many: who wants them asks for toArray()",
    example: ['$("#side").promise()'],
  },
];

/** Whether a call would show a difference where there are other things than elements. */
export function needsElements(call: Call): boolean {
  return MEANT_DIFFERENCES.some((difference) => difference.needsElements?.(call));
}

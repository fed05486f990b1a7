/** What a call of a method does, so what its caller gets: a selection, a value, or the chain again. */
export type MethodClass = "selection" | "getter" | "setter" | "effect" | "event" | "iteration";

/** How a method becomes its {@link MethodClass}: at once, or by its arguments as jQuery decides it. */
export type MethodKind =
  | MethodClass
  /** Gets without arguments, sets with any. */
  | "value"
  /** Gets by a name, sets by a name and a value or by an object. */
  | "named"
  /** Like `value`, but a boolean first still gets: whether margins count. */
  | "outer"
  /** Without arguments it triggers the event, with any it listens. */
  | "shorthand"
  /** Gets the queue; what would set it is functions. */
  | "queue"
  | "refused";

/**
 * What keeps the arguments of a method from becoming script.
 * - `selector`: strings must select, not build HTML; objects and arrays are refused.
 * - `markup`: strings pass the sanitizer; no scripts come in, and the target is none. What the content comes to be in may
 *   be changed: the target, or its parent.
 * - `wrap`: like `markup`, and what is wrapped holds no script. What is wrapped in may be changed.
 * - `move`: like `selector`, what is moved holds no script, and what it comes to be in may be changed.
 * - `unwrap`: like `selector`, and the parent holds no script.
 * - `attribute`: names and values that run script or take a protection away are refused.
 * - `remove`: attributes that protect are kept.
 * - `style`: properties that ran script in old browsers are refused.
 * - `text`: the target is no script, and may be changed.
 * - `listen`: event names are strings, and delegation selectors select.
 * - `queue`: no functions to be queued.
 */
export type Guard =
  | ""
  | "selector"
  | "markup"
  | "wrap"
  | "move"
  | "unwrap"
  | "attribute"
  | "remove"
  | "style"
  | "text"
  | "listen"
  | "queue";

/** One row of the table: what all the methods named in it have in common. */
export interface MethodGroup {
  readonly kind: MethodKind;
  readonly guard: Guard;
  /** Why its methods are refused; empty for all others. */
  readonly reason: string;
}

/** The methods that change what is within an element. Others that insert change what is around it. */
export const CHANGES_WITHIN = /^(text|html|wrapInner)$|pend/;

const INTERNAL = "is internal to jQuery";

/** Every public method of `$.fn` of jQuery 1.12, 3 and 4, and `dispatch`: kind, guard, names, and the reason of a refusal. */
const TABLE: readonly (readonly [MethodKind, Guard, string, string?])[] = [
  [
    "selection",
    "selector",
    "add addBack andSelf children clone closest contents end eq even filter find first has last next nextAll nextUntil not odd offsetParent parent parents parentsUntil prev prevAll prevUntil siblings slice uniqueSort xpath",
  ],
  ["getter", "selector", "hasClass index is"],
  ["getter", "", "call get length position promise serialize serializeArray size toArray triggerHandler"],
  ["queue", "queue", "queue"],
  ["value", "markup", "html"],
  ["value", "text", "text"],
  ["value", "", "height innerHeight innerWidth offset scrollLeft scrollTop val width"],
  ["outer", "", "outerHeight outerWidth"],
  ["named", "attribute", "attr prop"],
  ["named", "style", "css"],
  ["named", "", "data"],
  ["setter", "markup", "after append before prepend replaceWith"],
  ["setter", "wrap", "wrap wrapAll wrapInner"],
  ["setter", "move", "appendTo insertAfter insertBefore prependTo replaceAll"],
  ["setter", "unwrap", "unwrap"],
  ["setter", "selector", "detach remove"],
  ["setter", "", "addClass dispatch empty removeClass removeData toggleClass trigger"],
  ["setter", "remove", "removeAttr"],
  ["setter", "attribute", "removeProp"],
  ["effect", "attribute", "animate"],
  [
    "effect",
    "",
    "clearQueue delay dequeue fadeIn fadeOut fadeTo fadeToggle finish hide show slideDown slideToggle slideUp stop toggle",
  ],
  [
    "shorthand",
    "",
    "blur change click contextmenu dblclick error focus focusin focusout keydown keypress keyup mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup resize scroll select submit unload",
  ],
  [
    "event",
    "listen",
    "ajaxComplete ajaxError ajaxSend ajaxStart ajaxStop ajaxSuccess bind delegate hover off on one unbind undelegate",
  ],
  ["iteration", "", "each map"],
  ["refused", "", "constructor domManip extend init push pushStack sort splice", INTERNAL],
  ["refused", "", "load", "would load any address: fetch it and use html()"],
  ["refused", "", "ready", "takes a function: give it to $bob()"],
];

/** The group of each method, by its name. It inherits nothing, so `METHODS.toString` is not there. */
export const METHODS: { readonly [method: string]: MethodGroup } = makeMethods();

function makeMethods(): { [method: string]: MethodGroup } {
  const methods: { [method: string]: MethodGroup } = Object.create(null);
  TABLE.forEach((row) => {
    const group = { kind: row[0], guard: row[1], reason: row[3] || "" };
    row[2].split(" ").forEach((name) => {
      methods[name] = group;
    });
  });
  return methods;
}

const UNKNOWN: MethodGroup = {
  kind: "refused",
  guard: "",
  reason: "is no known method of jQuery",
};

/** The group of a method; of a name that is not in the table, one that is refused. */
export function groupOf(method: string): MethodGroup {
  return METHODS[method] || UNKNOWN;
}

/**
 * What a call of a method does, by its name and arguments, as jQuery decides it.
 *
 * @param args - The arguments as they are; functions among them count like any other.
 * @returns `undefined` for methods that are refused or unknown; {@link refusalReason} tells why.
 * @example
 * classify("css", ["color"]);        // "getter"
 * classify("css", ["color", "red"]); // "setter"
 */
export function classify(method: string, args: readonly unknown[]): MethodClass | undefined {
  const { kind } = groupOf(method);
  const first = args[0];
  const count = args.length;
  switch (kind) {
    case "refused":
      return undefined;
    case "value":
      return count ? "setter" : "getter";
    case "outer":
      return count && typeof first !== "boolean" ? "setter" : "getter";
    case "named":
      return count > 1 || (first && typeof first === "object" && !Array.isArray(first)) ? "setter" : "getter";
    case "shorthand":
      return count ? "event" : "effect";
    case "queue":
      return "getter";
    default:
      return kind;
  }
}

/** Why a method may not be called from afar, or `""` when it may. */
export function refusalReason(method: string): string {
  const { reason } = groupOf(method);
  return reason && `${method}() ${reason}`;
}

/** The names of every method in the table, refused ones included. */
export function methodNames(): string[] {
  return Object.keys(METHODS);
}

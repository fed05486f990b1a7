import { METHODS } from "../../../src/client/expressions/methods";
import type { JsonValue } from "../../../src/protocol";
import type { Argument, Call } from "./program";
import type { SAMPLES } from "./samples";

/** What makes arguments. */
export interface Maker {
  sample(kind: keyof typeof SAMPLES): Argument;
  selector(): Argument;
  /** A selection within the call: `$("li").first()`. */
  nested(): Argument;
  /** Elements that hold next to nothing. What holds its own target would double with each target. */
  small(): Argument;
  /** One element, or none. */
  single(): Argument;
  markup(): Argument;
  wrapper(): Argument;
  json(value: JsonValue | undefined): Argument;
  /** One, two or three of them. */
  some(make: () => Argument): Argument[];
  /** An object of samples. */
  object(names: keyof typeof SAMPLES, values: keyof typeof SAMPLES): Argument;
  /** A list of samples. */
  list(kind: keyof typeof SAMPLES): Argument;
}

/** One way in which a method is called. */
export type Shape = (make: Maker) => Argument[];

const none: Shape = () => [];
const name =
  (kind: keyof typeof SAMPLES): Shape =>
  (make) => [make.sample(kind)];
const names =
  (kind: keyof typeof SAMPLES): Shape =>
  (make) => [make.list(kind)];
const selector: Shape = (make) => [make.selector()];
const nested: Shape = (make) => [make.nested()];
const selects = [none, selector];
const matches = [selector, nested];
const index = name("index");
const markup: Shape = (make) => make.some(make.markup);
const inserts = [
  markup,
  (make) => [make.small()],
  (make) => [make.markup(), make.small(), make.json(7)],
  (make) => [make.json(["<i>l1</i>", "l2", "<p>l3</p>"])],
  name("text"),
] satisfies Shape[];
const movesTo = [(make) => [make.single()]] satisfies Shape[];
const wraps = [(make) => [make.wrapper()], (make) => [make.small()]] satisfies Shape[];
const sizes = [none, name("size")];
const outerSizes = [
  ...sizes,
  (make) => [make.json(true)],
  (make) => [make.sample("size"), make.json(true)],
] satisfies Shape[];
const scrolls = [none, name("scroll")];
const effects = [
  none,
  name("duration"),
  (make) => [make.sample("duration"), make.sample("easing")],
  (make) => [make.json({ duration: 5, easing: "linear" })],
] satisfies Shape[];
const shows = [none, none, none, ...effects];
const triggers = [
  name("eventName"),
  (make) => [make.sample("eventName"), make.list("dataValue")],
  (make) => [make.json({ type: "custom", extra: 1 }), make.sample("dataValue")],
] satisfies Shape[];

/** Gets by a name; sets by a name and a value, or by an object. */
const named = (names: keyof typeof SAMPLES, values: keyof typeof SAMPLES) =>
  [
    name(names),
    (make) => [make.sample(names), make.sample(values)],
    (make) => [make.object(names, values)],
  ] satisfies Shape[];
const untils = [none, selector, nested, (make) => [make.selector(), make.selector()]] satisfies Shape[];

/** How methods are called; events and what is refused have no place here. */
const TABLE: readonly (readonly [methods: string, shapes: readonly Shape[]])[] = [
  ["andSelf contents end even first last odd offsetParent uniqueSort", [none]],
  ["length position serialize serializeArray size toArray each map empty", [none]],
  ["addBack children next nextAll parent parents prev prevAll siblings unwrap detach remove", selects],
  ["nextUntil parentsUntil prevUntil", untils],
  ["filter find has is not", matches],
  ["add closest", [selector, nested, (make) => [make.selector(), make.nested()]]],
  ["clone", [none, (make) => [make.json(true)], (make) => [make.json(true), make.json(false)]]],
  ["eq", [index]],
  ["get", [none, index]],
  ["slice", [index, (make) => [make.sample("index"), make.sample("index")]]],
  ["index", [none, selector, nested]],
  ["xpath", [name("path")]],
  ["hasClass", [name("className")]],
  ["queue clearQueue dequeue promise finish", [none, (make) => [make.json("fx")]]],
  ["trigger triggerHandler", triggers],

  ["html", [none, ...inserts]],
  ["after append before prepend replaceWith", inserts],
  ["wrap wrapAll wrapInner", wraps],
  ["appendTo insertAfter insertBefore prependTo replaceAll", movesTo],
  ["text", [none, name("text")]],
  ["val", [none, name("fieldValue")]],
  ["height innerHeight innerWidth width", sizes],
  ["outerHeight outerWidth", outerSizes],
  ["scrollLeft scrollTop", scrolls],
  ["offset", [none, (make) => [make.json({ top: 20, left: 30.5 })], (make) => [make.json({ left: 4 })]]],
  ["attr", named("attribute", "attributeValue")],
  ["prop", named("property", "propertyValue")],
  ["css", [...named("style", "styleValue"), names("style")]],
  ["data", [none, ...named("dataName", "dataValue")]],
  ["removeAttr", [name("attribute")]],
  ["removeProp", [name("property")]],
  ["removeData", [none, name("dataName"), names("dataName")]],
  ["addClass", [name("className"), names("className")]],
  ["removeClass", [none, name("className"), names("className")]],
  [
    "toggleClass",
    [
      name("className"),
      names("className"),
      (make) => [make.sample("className"), make.json(true)],
      (make) => [make.sample("className"), make.json(false)],
    ],
  ],

  ["fadeIn fadeOut fadeToggle slideDown slideToggle slideUp", effects],
  ["hide show", shows],
  ["toggle", [...shows, (make) => [make.json(true)], (make) => [make.json(false)]]],
  ["fadeTo", [(make) => [make.sample("duration"), make.json(0.25)]]],
  ["delay", [(make) => [make.json(5)], (make) => [make.json(5), make.json("fx")]]],
  [
    "animate",
    [
      (make) => [make.json({ width: 50, opacity: 0.5 }), make.sample("duration")],
      (make) => [make.json({ left: "+=10", marginTop: "5px" }), make.json({ duration: 9, easing: "linear" })],
      (make) => [make.json({ height: "toggle" })],
    ],
  ],
  [
    "stop",
    [
      (make) => [make.json(true), make.json(true)],
      (make) => [make.json("fx"), make.json(true), make.json(true)],
    ],
  ],
];

const SHAPES = new Map(
  TABLE.flatMap(([methods, shapes]) => methods.split(" ").map((method) => [method, shapes] as const)),
);

/** The ways in which a method is called. Those that trigger an event when called without arguments have one. */
export function shapesOf(method: string): readonly Shape[] {
  return SHAPES.get(method) ?? (METHODS[method]?.kind === "shorthand" ? [none] : []);
}

/** Whether a method does nothing but trigger an event. */
export function isShorthand(method: string): boolean {
  return !SHAPES.has(method);
}

/** What has to follow a call so that it is over at once: the time that it takes is no two times the same. */
export function endOf({ method, args }: Call): readonly Call[] {
  if (method === "delay") {
    // Slim builds have no stop().
    return [
      { method: "stop", args: [{ json: true }, { json: true }] },
      { method: "dequeue", args: [] },
    ];
  }
  const isTimed = /^(animate|fade.*|slide.*)$/.test(method);
  return isTimed || (/^(show|hide|toggle)$/.test(method) && args.length > 0)
    ? [{ method: "finish", args: [] }]
    : [];
}

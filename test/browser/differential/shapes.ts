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
const selector: Shape = (make) => [make.selector()];
const nested: Shape = (make) => [make.nested()];
const selects = [none, selector];
const matches = [selector, nested];
const index: Shape = (make) => [make.sample("index")];
const markup: Shape = (make) => make.some(make.markup);
const inserts = [
  markup,
  (make) => [make.small()],
  (make) => [make.markup(), make.small(), make.json(7)],
  (make) => [make.json(["<i>l1</i>", "l2", "<p>l3</p>"])],
  (make) => [make.sample("text")],
] satisfies Shape[];
const movesTo = [(make) => [make.single()]] satisfies Shape[];
const wraps = [(make) => [make.wrapper()], (make) => [make.small()]] satisfies Shape[];
const sizes = [none, (make) => [make.sample("size")]] satisfies Shape[];
const outerSizes = [
  ...sizes,
  (make) => [make.json(true)],
  (make) => [make.sample("size"), make.json(true)],
] satisfies Shape[];
const scrolls = [none, (make) => [make.sample("scroll")]] satisfies Shape[];
const effects = [
  none,
  (make) => [make.sample("duration")],
  (make) => [make.sample("duration"), make.sample("easing")],
  (make) => [make.json({ duration: 5, easing: "linear" })],
] satisfies Shape[];
const shows = [none, none, none, ...effects];
const triggers = [
  (make) => [make.sample("eventName")],
  (make) => [make.sample("eventName"), make.list("dataValue")],
  (make) => [make.json({ type: "custom", extra: 1 }), make.sample("dataValue")],
] satisfies Shape[];
const queues = [none, (make) => [make.json("fx")]] satisfies Shape[];

const untils = [none, selector, nested, (make) => [make.selector(), make.selector()]] satisfies Shape[];

/** How each method is called; events and what is refused have no place here. */
export const SHAPES: { readonly [method: string]: readonly Shape[] } = {
  add: [selector, nested, (make) => [make.selector(), make.nested()]],
  addBack: selects,
  andSelf: [none],
  children: selects,
  clone: [none, (make) => [make.json(true)], (make) => [make.json(true), make.json(false)]],
  closest: [selector, nested, (make) => [make.selector(), make.nested()]],
  contents: [none],
  end: [none],
  eq: [index],
  even: [none],
  filter: matches,
  find: matches,
  first: [none],
  has: matches,
  last: [none],
  next: selects,
  nextAll: selects,
  nextUntil: untils,
  not: matches,
  odd: [none],
  offsetParent: [none],
  parent: selects,
  parents: selects,
  parentsUntil: untils,
  prev: selects,
  prevAll: selects,
  prevUntil: untils,
  siblings: selects,
  slice: [index, (make) => [make.sample("index"), make.sample("index")]],
  uniqueSort: [none],
  xpath: [(make) => [make.sample("path")]],

  hasClass: [(make) => [make.sample("className")]],
  index: [none, selector, nested],
  is: matches,
  get: [none, index],
  length: [none],
  position: [none],
  promise: [none, (make) => [make.json("fx")]],
  serialize: [none],
  serializeArray: [none],
  size: [none],
  toArray: [none],
  triggerHandler: triggers,
  queue: queues,

  html: [none, ...inserts],
  text: [none, (make) => [make.sample("text")]],
  height: sizes,
  innerHeight: sizes,
  innerWidth: sizes,
  width: sizes,
  outerHeight: outerSizes,
  outerWidth: outerSizes,
  offset: [none, (make) => [make.json({ top: 20, left: 30.5 })], (make) => [make.json({ left: 4 })]],
  scrollLeft: scrolls,
  scrollTop: scrolls,
  val: [none, (make) => [make.sample("fieldValue")]],

  attr: [
    (make) => [make.sample("attribute")],
    (make) => [make.sample("attribute"), make.sample("attributeValue")],
    (make) => [make.object("attribute", "attributeValue")],
  ],
  prop: [
    (make) => [make.sample("property")],
    (make) => [make.sample("property"), make.sample("propertyValue")],
    (make) => [make.object("property", "propertyValue")],
  ],
  css: [
    (make) => [make.sample("style")],
    (make) => [make.list("style")],
    (make) => [make.sample("style"), make.sample("styleValue")],
    (make) => [make.object("style", "styleValue")],
  ],
  data: [
    none,
    (make) => [make.sample("dataName")],
    (make) => [make.sample("dataName"), make.sample("dataValue")],
    (make) => [make.object("dataName", "dataValue")],
  ],

  after: inserts,
  append: inserts,
  before: inserts,
  prepend: inserts,
  replaceWith: inserts,
  wrap: wraps,
  wrapAll: wraps,
  wrapInner: wraps,
  appendTo: movesTo,
  insertAfter: movesTo,
  insertBefore: movesTo,
  prependTo: movesTo,
  replaceAll: movesTo,
  unwrap: selects,
  detach: selects,
  remove: selects,
  addClass: [(make) => [make.sample("className")], (make) => [make.list("className")]],
  empty: [none],
  removeAttr: [(make) => [make.sample("attribute")]],
  removeClass: [none, (make) => [make.sample("className")], (make) => [make.list("className")]],
  removeData: [none, (make) => [make.sample("dataName")], (make) => [make.list("dataName")]],
  removeProp: [(make) => [make.sample("property")]],
  toggleClass: [
    (make) => [make.sample("className")],
    (make) => [make.sample("className"), make.json(true)],
    (make) => [make.sample("className"), make.json(false)],
    (make) => [make.list("className")],
  ],
  trigger: triggers,

  animate: [
    (make) => [make.json({ width: 50, opacity: 0.5 }), make.sample("duration")],
    (make) => [make.json({ left: "+=10", marginTop: "5px" }), make.json({ duration: 9, easing: "linear" })],
    (make) => [make.json({ height: "toggle" })],
  ],
  clearQueue: queues,
  delay: [(make) => [make.json(5)], (make) => [make.json(5), make.json("fx")]],
  dequeue: queues,
  fadeIn: effects,
  fadeOut: effects,
  fadeToggle: effects,
  fadeTo: [(make) => [make.sample("duration"), make.json(0.25)]],
  finish: [none, (make) => [make.json("fx")]],
  hide: shows,
  show: shows,
  toggle: [...shows, (make) => [make.json(true)], (make) => [make.json(false)]],
  slideDown: effects,
  slideToggle: effects,
  slideUp: effects,
  stop: [
    (make) => [make.json(true), make.json(true)],
    (make) => [make.json("fx"), make.json(true), make.json(true)],
  ],

  each: [none],
  map: [none],
};

/** Methods that trigger an event when they are called without arguments have one shape. */
export const SHORTHAND_SHAPES: readonly Shape[] = [none];

/** What has to follow a call so that it is over at once: the time that it takes is no two times the same. */
export function endOf({ method, args }: Call): readonly Call[] {
  if (method === "delay") return [{ method: "stop", args: [{ json: true }, { json: true }] }];
  const isTimed = /^(animate|fade.*|slide.*)$/.test(method);
  return isTimed || (/^(show|hide|toggle)$/.test(method) && args.length > 0)
    ? [{ method: "finish", args: [] }]
    : [];
}

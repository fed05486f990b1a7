/** An element of another page, as it travels. */
export interface ElementPointer {
  /**
   * `xpath` for elements and documents. Extensions of ours: `window`, and `none` for an element of an event that was
   * not on its page any more, which nothing can be done with.
   */
  readonly remote_type: "xpath" | "window" | "none";
  readonly remote_node_id: string;
  readonly remote_xpath: string;
  /** Extension: the page the element is on. */
  readonly remote_page_id?: string;
  /** Extension: the number under which that page holds on to the element of an event. */
  readonly remote_element?: number;
}

/**
 * A member of a node. A field of a form hides the member that it is named like, as `<input name="nodeName">` does, and an
 * image that of its document.
 */
function memberOfNode(node: unknown, name: string): unknown {
  if (/HTML(Form|Doc)/.test({}.toString.call(node))) {
    for (let at = Object.getPrototypeOf(node); at; at = Object.getPrototypeOf(at)) {
      const get = Object.getOwnPropertyDescriptor(at, name)?.get;
      if (get) return get.call(node);
    }
  }
  return (node as { readonly [name: string]: unknown })[name];
}

/** Whether a value is a pointer to an element of some page. */
export function isPointer(value: unknown): value is ElementPointer {
  const type = value && typeof value === "object" ? (value as ElementPointer).remote_type : undefined;
  return type === "xpath" || type === "window" || type === "none";
}

/** How deep an element may be: deeper than any parser makes one. */
const MAX_DEPTH = 2000;
const PLAIN_NAME = /^[a-z][a-z0-9-]*$/;
/** How many siblings are walked each time: to observe their parent would cost more. */
const SHORT_WALK = 100;
/** The steps into the document of a frame, and into the open shadow root of an element. */
const INTO_FRAME = "document()[1]";
const INTO_SHADOW = "shadow-root()[1]";

/** The step to the last node at one distance from the nodes that paths lead to. */
interface LastStep {
  node: unknown;
  test: string;
  place: number;
  /** The IDs among the children of the node's parent: 1, or 2 for those that several have. */
  ids: { [id: string]: number };
  parent: unknown;
}

/** What several calls of {@link xpathOf} share, so that each of many siblings is counted once. */
export type LastSteps = LastStep[];

/**
 * The XPath of a node that is in the document: `//html[1]/body[1]/div[@id='a']`. Frames of the same origin and open
 * shadow roots are stepped into, which is no XPath any more.
 *
 * @param last - The same list for nodes that are asked for one after the other, while the document does not change.
 * @returns `undefined` for what no path leads to, such as an element that is not in the document, or in another.
 */
export function xpathOf(node: Node, document: Document, last: LastSteps = []): string | undefined {
  if (node === document) return "/";
  const steps: string[] = [];
  for (let at: unknown = node; at !== document; ) {
    if (!at || steps.length > MAX_DEPTH) return undefined;
    const type = memberOfNode(at, "nodeType");
    // A document in no frame, or in one of another origin, has no such element.
    const frame = type === 9 && (at as Document).defaultView?.frameElement;
    const outer = frame || (type === 11 && (at as ShadowRoot).host);
    const test = testFor(at);
    if (!outer && !test) return undefined;
    steps.unshift(outer ? (frame ? INTO_FRAME : INTO_SHADOW) : stepTo(at, test, last, steps.length));
    at = outer || memberOfNode(at, "parentNode");
  }
  return `//${steps.join("/")}`;
}

function stepTo(node: unknown, test: string, last: LastSteps, distance: number): string {
  const parent = memberOfNode(node, "parentNode");
  const before = last[distance];
  const near = before && before.parent === parent && before;
  const ids = near ? near.ids : idsIn(parent);
  const place =
    (near && near.test === test && placeAfter(near.node, node, test, near.place)) ||
    (placeAfter(null, node, test, 0) as number);
  last[distance] = { node, test, place, ids, parent };
  const id = idOf(node);
  return id && ids[id] === 1 && test !== "*" && /^[^'"<>/]+$/.test(id)
    ? `${test}[@id='${id}']`
    : `${test}[${place}]`;
}

/** Counts on from a node of a place to one of its later siblings; `undefined` when that is none. */
function placeAfter(start: unknown, node: unknown, test: string, place: number): number | undefined {
  if (start === node) return place;
  let other = start ? nextOf(start) : firstChildOf(memberOfNode(node, "parentNode"));
  for (; other && other !== node; other = nextOf(other)) if (fits(other, test)) place += 1;
  return other ? place + 1 : undefined;
}

function idsIn(parent: unknown): { [id: string]: number } {
  const ids: { [id: string]: number } = Object.create(null);
  for (let child = firstChildOf(parent); child; child = nextOf(child)) {
    const id = idOf(child);
    if (id) ids[id] = id in ids ? 2 : 1;
  }
  return ids;
}

function firstChildOf(node: unknown): unknown {
  return node && memberOfNode(node, "firstChild");
}

function nextOf(node: unknown): unknown {
  return memberOfNode(node, "nextSibling");
}

/** Empty for what has none, and for nodes that are no elements. */
function idOf(node: unknown): string {
  const id = memberOfNode(node, "id");
  return typeof id === "string" ? id : "";
}

function fits(node: unknown, test: string): boolean {
  return test === "*" ? memberOfNode(node, "nodeType") === 1 : testFor(node) === test;
}

function testFor(node: unknown): string {
  const type = memberOfNode(node, "nodeType");
  if (type === 3) return "text()";
  if (type === 8) return "comment()";
  // A doctype, too, is named "html".
  if (type !== 1) return "";
  const name = `${memberOfNode(node, "nodeName")}`.toLowerCase();
  // Names of other namespaces, as in drawings, are not found by a plain name test.
  const namespace = memberOfNode(node, "namespaceURI");
  const isHtml = namespace === "http://www.w3.org/1999/xhtml" || !namespace;
  return isHtml && PLAIN_NAME.test(name) ? name : "*";
}

/** Where the last long walk has come to: one to a later sibling goes on from there while no child comes or goes. */
export interface Walked {
  parent?: unknown;
  test?: string;
  place: number;
  node?: unknown;
  readonly changes: MutationObserver;
}

/** @returns `undefined` where changes cannot be observed: each walk begins at the first sibling. */
export function createWalked(window: Window): Walked | undefined {
  const Observer = (window as { MutationObserver?: typeof MutationObserver }).MutationObserver;
  if (!Observer) return undefined;
  const walked: Walked = {
    place: 0,
    changes: new Observer(() => {
      walked.parent = 0;
    }),
  };
  return walked;
}

/**
 * The nodes an XPath leads to, in document order.
 *
 * @param walked - The same for paths that are asked for one after the other.
 */
export function nodesAt(path: string, document: Document, walked?: Walked): Node[] {
  if (path === "/") return [document];
  // Changes of which the observer has not been told yet.
  if (walked?.changes.takeRecords()[0]) walked.parent = 0;
  const direct = follow(path, document, walked);
  if (direct) return direct;
  if (!document.evaluate)
    throw new Error("this browser reads only paths such as //html[1]/body[1]/div[@id='a']");
  // 5: an ordered iterator.
  const result = document.evaluate(path, document, null, 5, null);
  const nodes: Node[] = [];
  for (let node = result.iterateNext(); node; node = result.iterateNext()) nodes.push(node);
  return nodes;
}

const STEP = /^([a-z][a-z0-9-]*(?:\(\))?|\*)(?:\[(\d+)\]|\[@id='([^'"<>/]*)'\])$/;

/** Walks a path of the form that {@link xpathOf} writes, which also browsers without XPath can. */
function follow(path: string, document: Document, walked?: Walked): Node[] | undefined {
  if (path.indexOf("//html[1]") !== 0) return undefined;
  const steps = path.slice(2).split("/");
  let at: unknown = document.documentElement;
  for (let i = 1; i < steps.length; i++) {
    const parts = STEP.exec(steps[i] as string);
    if (!parts) return undefined;
    // Frames of other origins have no document here.
    if (parts[0] === INTO_FRAME) at = at && (at as HTMLIFrameElement).contentDocument;
    else if (parts[0] === INTO_SHADOW) at = at && (at as Element).shadowRoot;
    else if (at) at = childAt(at, parts[1] as string, Number(parts[2]), parts[3], document, walked);
  }
  return at ? [at as Node] : [];
}

/** @param place - Not a number where the step names an ID, which is `undefined` otherwise. */
function childAt(
  parent: unknown,
  test: string,
  place: number,
  id: string | undefined,
  document: Document,
  walked?: Walked,
): unknown {
  // The first of its document is the first of its parent.
  const known = id && document.getElementById(id);
  if (known && memberOfNode(known, "parentNode") === parent && fits(known, test)) return known;
  const near = walked && walked.parent === parent && walked.test === test && walked.place <= place;
  let seen = near ? walked.place - 1 : 0;
  for (let child = near ? walked.node : firstChildOf(parent); child; child = nextOf(child)) {
    if (!fits(child, test)) continue;
    seen += 1;
    if (seen !== place && idOf(child) !== id) continue;
    if (walked && place > SHORT_WALK) {
      walked.changes.observe(parent as Node, { childList: true });
      walked.parent = parent;
      walked.test = test;
      walked.place = place;
      walked.node = child;
    }
    return child;
  }
  return undefined;
}

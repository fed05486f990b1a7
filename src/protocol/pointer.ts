/** An element of another page, as it travels. */
export interface ElementPointer {
  /** `xpath` for elements and documents; `window` is an extension of ours. */
  readonly remote_type: "xpath" | "window";
  readonly remote_node_id: string;
  readonly remote_xpath: string;
  /** Extension: the page the element is on. */
  readonly remote_page_id?: string;
}

/** Whether a value is a pointer to an element of some page. */
export function isPointer(value: unknown): value is ElementPointer {
  const type = value && typeof value === "object" ? (value as ElementPointer).remote_type : undefined;
  return type === "xpath" || type === "window";
}

/** How deep an element may be: deeper than any parser makes one. */
const MAX_DEPTH = 2000;
const PLAIN_NAME = /^[a-z][a-z0-9-]*$/;

/** The step to the last node at one distance from the nodes that paths lead to. */
interface LastStep {
  node: Node;
  test: string;
  place: number;
  /** The IDs among the children of the node's parent: 1, or 2 for those that several have. */
  ids: { [id: string]: number };
  parent: Node;
}

/** What several calls of {@link xpathOf} share, so that each of many siblings is counted once. */
export type LastSteps = LastStep[];

/**
 * The XPath of a node that is in the document: `//html[1]/body[1]/div[@id='a']`.
 *
 * @param last - The same list for nodes that are asked for one after the other, while the document does not change.
 * @returns `undefined` for what no path leads to, such as an element that is not in the document, or in another.
 */
export function xpathOf(node: Node, document: Document, last: LastSteps = []): string | undefined {
  if (node === document) return "/";
  const steps: string[] = [];
  for (let at: Node | null = node; at !== document; at = at.parentNode) {
    const test = at && testFor(at);
    // A field of a form may be named like the member that leads upwards, and would lead down again.
    if (!at || !test || steps.length > MAX_DEPTH) return undefined;
    steps.unshift(stepTo(at, test, last, steps.length));
  }
  return `//${steps.join("/")}`;
}

function stepTo(node: Node, test: string, last: LastSteps, distance: number): string {
  const parent = node.parentNode as Node;
  const before = last[distance];
  const near = before && before.parent === parent ? before : undefined;
  const ids = near ? near.ids : idsIn(parent);
  const place =
    (near && near.test === test && placeAfter(near.node, node, test, near.place)) ||
    (placeAfter(null, node, test, 0) as number);
  last[distance] = { node, test, place, ids, parent };
  const id = node.nodeType === 1 ? (node as Element).getAttribute("id") : null;
  return id && ids[id] === 1 && test !== "*" && /^[^'"<>/]+$/.test(id)
    ? `${test}[@id='${id}']`
    : `${test}[${place}]`;
}

/** Counts on from a node of a place to one of its later siblings; `undefined` when that is none. */
function placeAfter(start: Node | null, node: Node, test: string, place: number): number | undefined {
  if (start === node) return place;
  let other = start ? start.nextSibling : (node.parentNode as Node).firstChild;
  for (; other && other !== node; other = other.nextSibling) {
    if (testFor(other) === test || (test === "*" && other.nodeType === 1)) place += 1;
  }
  return other ? place + 1 : undefined;
}

function idsIn(parent: Node): { [id: string]: number } {
  const ids: { [id: string]: number } = Object.create(null);
  for (let child = parent.firstChild; child; child = child.nextSibling) {
    const id = child.nodeType === 1 ? (child as Element).getAttribute("id") : null;
    if (id) ids[id] = id in ids ? 2 : 1;
  }
  return ids;
}

function testFor(node: Node): string {
  if (node.nodeType === 3) return "text()";
  if (node.nodeType === 8) return "comment()";
  // A doctype, too, is named "html".
  if (node.nodeType !== 1) return "";
  const name = node.nodeName.toLowerCase();
  // Names of other namespaces, as in drawings, are not found by a plain name test.
  const isHtml =
    (node as Element).namespaceURI === "http://www.w3.org/1999/xhtml" || !(node as Element).namespaceURI;
  return isHtml && PLAIN_NAME.test(name) ? name : "*";
}

/** The nodes an XPath leads to, in document order. */
export function nodesAt(path: string, document: Document): Node[] {
  if (path === "/") return [document];
  const direct = follow(path, document);
  if (direct) return direct;
  if (!document.evaluate)
    throw new Error("this browser reads only paths such as //html[1]/body[1]/div[@id='a']");
  // 7: an ordered snapshot.
  const result = document.evaluate(path, document, null, 7, null);
  const nodes: Node[] = [];
  for (let i = 0; i < result.snapshotLength; i++) {
    const node = result.snapshotItem(i);
    if (node) nodes.push(node);
  }
  return nodes;
}

const STEP = /^([a-z][a-z0-9-]*|\*)(?:\[(\d+)\]|\[@id='([^'"<>/]*)'\])$/;

/** Walks a path of the form that {@link xpathOf} writes, which also browsers without XPath can. */
function follow(path: string, document: Document): Node[] | undefined {
  if (path.indexOf("//html[1]") !== 0) return undefined;
  const steps = path.slice(2).split("/");
  let at: Element | undefined = document.documentElement;
  for (let i = 1; i < steps.length; i++) {
    const parts = STEP.exec(steps[i] as string);
    if (!parts) return undefined;
    at = at && childAt(at, parts[1] as string, parts[2], parts[3]);
  }
  return at ? [at] : [];
}

function childAt(
  parent: Element,
  test: string,
  place: string | undefined,
  id: string | undefined,
): Element | undefined {
  let seen = 0;
  for (let child = parent.firstElementChild; child; child = child.nextElementSibling) {
    if (test !== "*" && testFor(child) !== test) continue;
    seen += 1;
    if (place === undefined ? child.getAttribute("id") === id : seen === Number(place)) return child;
  }
  return undefined;
}

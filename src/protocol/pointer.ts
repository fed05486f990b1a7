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

const PLAIN_NAME = /^[a-z][a-z0-9-]*$/;

/**
 * The XPath of a node that is in the document: `//html[1]/body[1]/div[@id='a']`.
 *
 * @returns `undefined` for what no path leads to, such as an element that is not in the document, or in another.
 */
export function xpathOf(node: Node, document: Document): string | undefined {
  if (node === document) return "/";
  const steps: string[] = [];
  for (let at: Node | null = node; at !== document; at = at.parentNode) {
    const test = at && testFor(at);
    if (!at || !test) return undefined;
    steps.unshift(stepTo(at, test));
  }
  return `//${steps.join("/")}`;
}

function stepTo(node: Node, test: string): string {
  const id = node.nodeType === 1 ? (node as Element).getAttribute("id") : null;
  let place = 1;
  let before = true;
  let idIsShared = false;
  for (let other = node.parentNode?.firstChild; other; other = other.nextSibling) {
    if (other === node) before = false;
    else {
      if (before && (testFor(other) === test || (test === "*" && other.nodeType === 1))) place += 1;
      if (id && other.nodeType === 1 && (other as Element).getAttribute("id") === id) idIsShared = true;
    }
  }
  return id && !idIsShared && test !== "*" && /^[^'"<>/]+$/.test(id)
    ? `${test}[@id='${id}']`
    : `${test}[${place}]`;
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

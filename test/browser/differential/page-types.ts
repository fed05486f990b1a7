/** What is used of a jQuery object, or of a remote one. */
export interface Selection {
  readonly length: number;
  get(): unknown[];
  on(events: string, handler: Handler): Selection;
  on(events: string, selector: string, data: object, handler: Handler): Selection;
  off(): Selection;
  empty(): Selection;
  find(selector: string): Selection;
  children(): Selection;
  first(): Selection;
  clone(): Selection;
  append(markup: string): Selection;
  appendTo(selector: string): Selection;
  addClass(name: string): Selection;
  toggleClass(name: string): Selection;
  attr(name: string, value: string): Selection;
  text(text: string): Selection;
  removeData(): Selection;
  data(): object;
  index(element: unknown): number;
  each(visit: (index: number, element: Element) => void): Selection;
  triggerHandler(event: string): unknown;
  xpath(path: string): Selection;
}

type Handler = (this: Element, event: { type: string; data?: unknown }, ...extra: unknown[]) => unknown;

/** What makes remote selections. */
export type RemoteQuery = (target: unknown) => Selection;

/** What is used of a page's jQuery. */
export interface JQuery {
  new (): Selection;
  (target: unknown): Selection;
  /** The animations that run; not in slim builds. */
  readonly timers?: unknown[];
  /** The clock of versions before 4. */
  now: () => number;
  /** By which every method copies: elements, texts, and the fragments that it inserts. */
  clone(node: Node, ...options: readonly unknown[]): unknown;
  jqluster(nodeId: string): RemoteQuery;
}

import type { RemoteContent, RemoteSelector } from "./arguments";
import type { RemoteJQuery } from "./remote-jquery";

/**
 * The methods that select: each gives a new remote selection and sends nothing by itself.
 *
 * @example
 * $bob("ul.todo").children("li").first().css("color", "red");
 */
export interface RemoteSelecting {
  add(selector: RemoteSelector): RemoteJQuery;
  add(selector: string, context: RemoteSelector): RemoteJQuery;
  addBack(selector?: string): RemoteJQuery;
  /** The name of `addBack` in jQuery 1.12; works with every version. */
  andSelf(): RemoteJQuery;
  children(selector?: string): RemoteJQuery;
  clone(withDataAndEvents?: boolean, deepWithDataAndEvents?: boolean): RemoteJQuery;
  closest(selector: RemoteSelector): RemoteJQuery;
  closest(selector: string, context: RemoteSelector): RemoteJQuery;
  contents(): RemoteJQuery;
  end(): RemoteJQuery;
  eq(index: number): RemoteJQuery;
  /** The elements at even places, from 0; works with every version. */
  even(): RemoteJQuery;
  filter(selector: RemoteSelector): RemoteJQuery;
  find(selector: RemoteSelector): RemoteJQuery;
  first(): RemoteJQuery;
  has(selector: RemoteSelector): RemoteJQuery;
  last(): RemoteJQuery;
  next(selector?: string): RemoteJQuery;
  nextAll(selector?: string): RemoteJQuery;
  nextUntil(selector?: RemoteSelector, filter?: string): RemoteJQuery;
  not(selector: RemoteSelector): RemoteJQuery;
  /** The elements at odd places, from 0; works with every version. */
  odd(): RemoteJQuery;
  offsetParent(): RemoteJQuery;
  parent(selector?: string): RemoteJQuery;
  parents(selector?: string): RemoteJQuery;
  parentsUntil(selector?: RemoteSelector, filter?: string): RemoteJQuery;
  prev(selector?: string): RemoteJQuery;
  prevAll(selector?: string): RemoteJQuery;
  prevUntil(selector?: RemoteSelector, filter?: string): RemoteJQuery;
  siblings(selector?: string): RemoteJQuery;
  slice(start: number, end?: number): RemoteJQuery;
  uniqueSort(): RemoteJQuery;
  /** The nodes an XPath leads to, such as `//html[1]/body[1]/div[@id='a']`. */
  xpath(path: string): RemoteJQuery;
}

/** The methods that insert, move, wrap and remove. Markup is made harmless by the other page. */
export interface RemoteInserting {
  after(...content: readonly RemoteContent[]): RemoteJQuery;
  append(...content: readonly RemoteContent[]): RemoteJQuery;
  appendTo(target: RemoteSelector): RemoteJQuery;
  before(...content: readonly RemoteContent[]): RemoteJQuery;
  detach(selector?: string): RemoteJQuery;
  empty(): RemoteJQuery;
  insertAfter(target: RemoteSelector): RemoteJQuery;
  insertBefore(target: RemoteSelector): RemoteJQuery;
  prepend(...content: readonly RemoteContent[]): RemoteJQuery;
  prependTo(target: RemoteSelector): RemoteJQuery;
  remove(selector?: string): RemoteJQuery;
  replaceAll(target: RemoteSelector): RemoteJQuery;
  replaceWith(content: RemoteContent): RemoteJQuery;
  unwrap(selector?: string): RemoteJQuery;
  wrap(wrapper: RemoteSelector): RemoteJQuery;
  wrapAll(wrapper: RemoteSelector): RemoteJQuery;
  wrapInner(wrapper: RemoteSelector): RemoteJQuery;
}

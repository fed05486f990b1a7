import type { JsonValue } from "../../../protocol";
import type { ElementPointer } from "../../../protocol/pointer";
import type { RemotePromise } from "../../promise";
import type { RemoteCoordinates, RemoteData, RemoteSelector, RemoteValues } from "./arguments";
import type { RemoteJQuery } from "./remote-jquery";

/** A length as `width()` and the like take it: in pixels, or with its unit. */
type Length = number | string;

/**
 * The methods that ask: each sends its chain and gives a promise.
 *
 * The types are those of a selection that has elements; of an empty one, jQuery gives `undefined`.
 */
export interface RemoteGetting {
  /** How many elements are selected. */
  readonly length: RemotePromise<number>;
  /** The same as `length`; works with every version. */
  size(): RemotePromise<number>;
  get(): RemotePromise<ElementPointer[]>;
  /** One element; from the end where the index is negative. */
  get(index: number): RemotePromise<ElementPointer | undefined>;
  toArray(): RemotePromise<ElementPointer[]>;
  hasClass(name: string): RemotePromise<boolean>;
  index(selector?: RemoteSelector): RemotePromise<number>;
  is(selector: RemoteSelector): RemotePromise<boolean>;
  position(): RemotePromise<RemoteCoordinates>;
  /** Fulfilled when the effects that run have ended, and everything said before has been done. */
  promise(type?: string): RemotePromise<void>;
  /** The effects (or what else is queued) that wait, as `null` each: how many there are is what counts. */
  queue(name?: string): RemotePromise<unknown[]>;
  serialize(): RemotePromise<string>;
  serializeArray(): RemotePromise<{ name: string; value: string }[]>;
  /** Runs the handlers of the first element, and gives what the last one returned. */
  triggerHandler<Result = unknown>(event: string, data?: RemoteData): RemotePromise<Result>;
}

/**
 * The methods that ask or set, by their arguments.
 *
 * @example
 * const width = await $bob("#box").width();
 * $bob("#box").width(width / 2).css({ color: "red" });
 */
export interface RemoteValued {
  attr(name: string): RemotePromise<string | undefined>;
  attr(name: string, value: string | number | boolean | null): RemoteJQuery;
  attr(values: RemoteValues<string | number | boolean | null>): RemoteJQuery;
  css(name: string): RemotePromise<string>;
  css(names: readonly string[]): RemotePromise<{ [name: string]: string }>;
  css(name: string, value: string | number): RemoteJQuery;
  css(values: RemoteValues<string | number>): RemoteJQuery;
  data(): RemotePromise<{ [name: string]: unknown }>;
  data<Value = unknown>(name: string): RemotePromise<Value>;
  data(name: string, value: RemoteData): RemoteJQuery;
  data(values: RemoteValues): RemoteJQuery;
  height(): RemotePromise<number>;
  height(value: Length): RemoteJQuery;
  html(): RemotePromise<string>;
  html(markup: string | number | RemoteJQuery | ElementPointer): RemoteJQuery;
  innerHeight(): RemotePromise<number>;
  innerHeight(value: Length): RemoteJQuery;
  innerWidth(): RemotePromise<number>;
  innerWidth(value: Length): RemoteJQuery;
  offset(): RemotePromise<RemoteCoordinates>;
  offset(place: Partial<RemoteCoordinates>): RemoteJQuery;
  outerHeight(includeMargin?: boolean): RemotePromise<number>;
  outerHeight(value: Length, includeMargin?: boolean): RemoteJQuery;
  outerWidth(includeMargin?: boolean): RemotePromise<number>;
  outerWidth(value: Length, includeMargin?: boolean): RemoteJQuery;
  prop<Value = unknown>(name: string): RemotePromise<Value>;
  prop(name: string, value: JsonValue): RemoteJQuery;
  prop(values: RemoteValues): RemoteJQuery;
  scrollLeft(): RemotePromise<number>;
  scrollLeft(value: number): RemoteJQuery;
  scrollTop(): RemotePromise<number>;
  scrollTop(value: number): RemoteJQuery;
  text(): RemotePromise<string>;
  text(text: string | number | boolean): RemoteJQuery;
  /** A list for `<select multiple>`. */
  val<Value extends string | number | string[] = string>(): RemotePromise<Value>;
  val(value: string | number | readonly string[]): RemoteJQuery;
  width(): RemotePromise<number>;
  width(value: Length): RemoteJQuery;
}

/** The methods that set names without a value. */
export interface RemoteNaming {
  addClass(names: string | readonly string[]): RemoteJQuery;
  removeAttr(names: string): RemoteJQuery;
  removeClass(names?: string | readonly string[]): RemoteJQuery;
  removeData(names?: string | readonly string[]): RemoteJQuery;
  removeProp(name: string): RemoteJQuery;
  toggleClass(names: string | readonly string[], on?: boolean): RemoteJQuery;
}

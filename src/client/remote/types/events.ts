import type { RemoteData } from "./arguments";
import type { RemoteEventHandler } from "./event";
import type { RemoteJQuery } from "./remote-jquery";

/** Handlers by event; `false` prevents the default and stops the event. */
export interface RemoteHandlers<Data = undefined> {
  readonly [events: string]: RemoteEventHandler<Data, never[]> | false;
}

/** `on` and `one`. */
export interface RemoteListen {
  <Extra extends unknown[]>(
    events: string,
    handler: RemoteEventHandler<undefined, Extra> | false,
  ): RemoteJQuery;
  <Extra extends unknown[]>(
    events: string,
    selector: string | null | undefined,
    handler: RemoteEventHandler<undefined, Extra> | false,
  ): RemoteJQuery;
  <Data extends RemoteData, Extra extends unknown[]>(
    events: string,
    selector: string | null | undefined,
    data: Data,
    handler: RemoteEventHandler<Data, Extra> | false,
  ): RemoteJQuery;
  <Data extends RemoteData, Extra extends unknown[]>(
    events: string,
    data: Data,
    handler: RemoteEventHandler<Data, Extra> | false,
  ): RemoteJQuery;
  (handlers: RemoteHandlers, selector?: string | null): RemoteJQuery;
  <Data extends RemoteData>(
    handlers: RemoteHandlers<Data>,
    selector: string | null | undefined,
    data: Data,
  ): RemoteJQuery;
}

/** The handler alone, as events named by a method take it. */
type Listen = <Extra extends unknown[]>(
  handler: RemoteEventHandler<undefined, Extra> | false,
) => RemoteJQuery;

/** An event that has a method of its name: triggers it without arguments, listens with a handler. */
export interface RemoteShorthand {
  (): RemoteJQuery;
  <Extra extends unknown[]>(handler: RemoteEventHandler<undefined, Extra> | false): RemoteJQuery;
  <Data extends RemoteData, Extra extends unknown[]>(
    data: Data,
    handler: RemoteEventHandler<Data, Extra> | false,
  ): RemoteJQuery;
}

/** An event to trigger, with fields of its own. */
export interface RemoteEventInit {
  readonly type: string;
  readonly [field: string]: RemoteData | undefined;
}

/** The fields of an event of the browser: those of its class, and `detail` for one of your own. */
export interface RemoteDispatchInit {
  /** Whether it rises to the elements above. @default true, except of events that browsers do not let rise */
  readonly bubbles?: boolean;
  /** Whether a handler may prevent what the browser does. @default true, except of events that are only told */
  readonly cancelable?: boolean;
  /** What an event of your own carries. */
  readonly detail?: RemoteData;
  readonly [field: string]: RemoteData | undefined;
}

/**
 * Handlers run here, for events there. They stand: pages of that node that come later, or reload, get them too.
 *
 * @example
 * $bob("#list").on("click", "li", function (event) { $bob(this).toggleClass("done"); });
 */
export interface RemoteListening {
  readonly on: RemoteListen;
  readonly one: RemoteListen;
  /** Frees handlers that were attached to a selection written the same way. */
  off(events?: string, handler?: unknown): RemoteJQuery;
  off(events: string, selector: string, handler?: unknown): RemoteJQuery;
  off(handlers: { readonly [events: string]: unknown }, selector?: string): RemoteJQuery;
  bind<Extra extends unknown[]>(
    events: string,
    handler: RemoteEventHandler<undefined, Extra> | false,
  ): RemoteJQuery;
  bind<Data extends RemoteData, Extra extends unknown[]>(
    events: string,
    data: Data,
    handler: RemoteEventHandler<Data, Extra> | false,
  ): RemoteJQuery;
  bind(handlers: RemoteHandlers): RemoteJQuery;
  unbind(events?: string | { readonly [events: string]: unknown }, handler?: unknown): RemoteJQuery;
  delegate<Extra extends unknown[]>(
    selector: string,
    events: string,
    handler: RemoteEventHandler<undefined, Extra> | false,
  ): RemoteJQuery;
  delegate<Data extends RemoteData, Extra extends unknown[]>(
    selector: string,
    events: string,
    data: Data,
    handler: RemoteEventHandler<Data, Extra> | false,
  ): RemoteJQuery;
  undelegate(selector?: string, events?: string, handler?: unknown): RemoteJQuery;
  hover<Extra extends unknown[]>(
    enter: RemoteEventHandler<undefined, Extra>,
    leave?: RemoteEventHandler<undefined, Extra>,
  ): RemoteJQuery;
  trigger(event: string | RemoteEventInit, data?: RemoteData): RemoteJQuery;
  /**
   * Lets a real event of the browser happen on each element, which plain listeners, frameworks and every jQuery hear.
   *
   * @param type - As `addEventListener` takes it: a dot is part of the name.
   * @throws TypeError when the fields cannot travel. What is no event is refused by the other page.
   * @example
   * $bob("#name").val("Ada").dispatch("input");
   * $bob("#list").dispatch("keydown", { key: "Enter" });
   */
  dispatch(type: string, init?: RemoteDispatchInit): RemoteJQuery;
  readonly ajaxComplete: Listen;
  readonly ajaxError: Listen;
  readonly ajaxSend: Listen;
  readonly ajaxStart: Listen;
  readonly ajaxStop: Listen;
  readonly ajaxSuccess: Listen;
}

/** The events that have a method of their name. */
export type RemoteShorthandName =
  | "blur"
  | "change"
  | "click"
  | "contextmenu"
  | "dblclick"
  | "error"
  | "focus"
  | "focusin"
  | "focusout"
  | "keydown"
  | "keypress"
  | "keyup"
  | "mousedown"
  | "mouseenter"
  | "mouseleave"
  | "mousemove"
  | "mouseout"
  | "mouseover"
  | "mouseup"
  | "resize"
  | "scroll"
  | "select"
  | "submit"
  | "unload";

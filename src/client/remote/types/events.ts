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

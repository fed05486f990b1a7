import { isForRate, type JsonValue, type Message, MessageType } from "../../protocol";
import { bodyOf, idOf, pagesOf } from "../connection/messages";
import type { Presence, Watches } from "../connection/watches";
import { failure } from "../errors";
import type { RemotePromise } from "../promise";
import { toJson } from "../to-json";
import type { Place } from "./arguments";

/** What the target shall do at once, before the handler here can know: it is too far away to do it in time. */
export interface HandlerOptions {
  /** Prevents what the browser would do by default. @default false */
  readonly preventDefault?: boolean;
  /** Keeps the event from the elements above. @default false */
  readonly stopPropagation?: boolean;
  /** Sends at most one event in so many milliseconds, the last one always. @default 0: every event */
  readonly throttle?: number;
  /**
   * Fields of the event to be sent besides, as paths through its data: `["detail.x"]`. At most 50.
   * @default []: those that are values
   */
  readonly fields?: readonly string[];
}

/** What is listened to, and who listens. */
export interface ListenRequest {
  readonly place: Place;
  /** The selection, as it is written again after a reload of the target. */
  readonly key: string;
  /** The selection, with the changes of its statement, for the first time. */
  readonly evalCode: string;
  readonly method: string;
  readonly options: readonly (JsonValue | undefined)[];
  readonly handlerOptions?: HandlerOptions | undefined;
  /** One event with its namespaces; absent for completion callbacks, which end by themselves. */
  readonly event?: string;
  readonly selector?: string | undefined;
  readonly handler?: unknown;
  readonly call: (self: unknown, args: unknown[]) => void;
}

/** How long a handler waits that the server refused for the rate, in milliseconds. */
const PAUSE = 1_000;

interface Listener extends ListenRequest {
  readonly id: string;
  /** The pages that have it, and whether they are done with it. */
  readonly pages: { [pageId: string]: boolean };
  /** Whether this page has been told that signals are missing. */
  toldLoss?: boolean;
}

/** What {@link createPersistentListeners} needs. */
export interface PersistentListenersOptions {
  readonly watches: Watches;
  readonly make: (
    type: string,
    place: Place | null,
    body: { [name: string]: unknown },
    id?: string,
  ) => Message;
  readonly ask: (message: Message) => RemotePromise<Message>;
  readonly send: (message: Message) => void;
  readonly onError: (error: unknown) => void;
}

/** The handlers of this page on other pages. They stand: each page of the target that comes gets them again. */
export interface PersistentListeners {
  /** @returns A function that forgets it here. */
  add(request: ListenRequest): () => void;
  removeWhere(goes: (listener: ListenRequest) => boolean): void;
  /** Takes signals, and the answers of the target's pages. */
  receive(message: Message): void;
  /** Registered again, in a new session: what stood before stands again, except what still waits to be sent. */
  renew(waiting: { readonly [id: string]: true }): void;
  /** Forgets all, without telling anybody: this page is no node any more. */
  clear(): void;
  count(): number;
}

/** Makes an empty set of handlers. */
export function createPersistentListeners(options: PersistentListenersOptions): PersistentListeners {
  const { watches, make, ask, send, onError } = options;
  const listeners: { [id: string]: Listener } = Object.create(null);
  /** The watched nodes, and how many handlers each has. */
  const watching: { [nodeId: string]: { count: number; readonly stop: () => void } } = Object.create(null);

  function install(listener: Listener, evalCode: string, pageId: string | undefined): void {
    const { method, event, handlerOptions } = listener;
    const { nodeId } = listener.place;
    const body = {
      node_id: nodeId,
      eval_code: evalCode,
      method,
      options: listener.options,
      listen_options: handlerOptions && {
        prevent_default: handlerOptions.preventDefault,
        stop_propagation: handlerOptions.stopPropagation,
        throttle: handlerOptions.throttle,
        fields: handlerOptions.fields,
      },
    };
    const place = { nodeId, pageId: listener.place.pageId || pageId };
    ask(make(MessageType.selectAndListen, place, body, listener.id)).then(undefined, (error) => {
      // No error if the handler was removed meanwhile. After a disconnect it is attached again.
      const name = (error as Error).name;
      if (!listeners[listener.id] || (event !== undefined && name === "DisconnectedError")) return;
      // Whether it has arrived is not known: the handler is attached again, and nothing else is said twice.
      const mayStand = event !== undefined && name === "UnreachableError";
      // The server refused the rate, not the page the handler.
      const again = mayStand ? listener.key : isForRate(String((error as Error).message)) && evalCode;
      if (mayStand && again !== evalCode) onError(error);
      if (again) {
        setTimeout(() => {
          if (listeners[listener.id]) install(listener, again, pageId);
        }, PAUSE);
      } else if (event !== undefined && /^(NoSuchNode|WentAway)/.test(name)) missed(listener, error);
      else refusedBy(pageId, listener, error);
    });
  }

  /** The handler is sent when the node connects, if the server supports `watch`. */
  function missed(listener: Listener, error: unknown): void {
    const { nodeId } = listener.place;
    let isNews = false;
    watches.whenTold(nodeId, (first) => {
      if (!listeners[listener.id]) return;
      if (!first) fail(listener, error);
      // The node connected between our failed request and our watch.
      else if (isNews && first.online) install(listener, listener.key, undefined);
    });
    isNews = true;
  }

  /** If one page refuses the handler, the other pages still get it. */
  function refusedBy(pageId: string | undefined, listener: Listener, error: unknown): void {
    const { place } = listener;
    if (listener.event === undefined || place.pageId !== undefined) {
      fail(listener, error);
      return;
    }
    onError(error);
    if (pageId !== undefined) return;
    ask(make(MessageType.pages, null, { node_id: place.nodeId })).then(
      (reply) => {
        if (pagesOf(reply).length < 2) forget(listener);
      },
      () => forget(listener),
    );
  }

  function fail(listener: Listener, error: unknown): void {
    forget(listener);
    onError(error);
  }

  function forget({ id, event, place }: Listener): void {
    const watched = watching[place.nodeId];
    const isHere = id in listeners;
    delete listeners[id];
    if (!isHere || event === undefined || !watched) return;
    watched.count -= 1;
    if (watched.count > 0) return;
    watched.stop();
    delete watching[place.nodeId];
  }

  function watch(nodeId: string): void {
    const watched = watching[nodeId] || {
      count: 0,
      stop: watches.add(nodeId, (presence) => onPresence(nodeId, presence)),
    };
    watching[nodeId] = watched;
    watched.count += 1;
  }

  function onPresence(nodeId: string, { pageId, pageOnline }: Presence): void {
    if (pageId === undefined) return;
    for (const id in listeners) {
      const listener = listeners[id] as Listener;
      if (!pageOnline) {
        // Kept of pages that are gone: only that they are done with it.
        if (!listener.pages[pageId]) delete listener.pages[pageId];
        continue;
      }
      const { place } = listener;
      if (listener.event === undefined || place.nodeId !== nodeId || (place.pageId || pageId) !== pageId)
        continue;
      if (!(pageId in listener.pages)) install(listener, listener.key, pageId);
    }
  }

  return {
    add(request) {
      const id = String(make(MessageType.selectAndListen, request.place, {}).message_id);
      const listener: Listener = { ...request, id, pages: Object.create(null) };
      listeners[id] = listener;
      if (request.event !== undefined) watch(request.place.nodeId);
      install(listener, request.evalCode, undefined);
      return () => forget(listener);
    },
    removeWhere(goes) {
      for (const id in listeners) {
        const listener = listeners[id] as Listener;
        if (listener.event === undefined || !goes(listener)) continue;
        send(make(MessageType.unlisten, listener.place, { node_id: listener.place.nodeId, in_reply_to: id }));
        forget(listener);
      }
    },
    receive(message) {
      const body = bodyOf(message);
      const id = idOf(body.in_reply_to);
      const listener = listeners[id];
      if (!listener || message.from !== listener.place.nodeId) return;
      const page = message.from_page || "";
      if (!(page in listener.pages)) listener.pages[page] = !!body.error;
      if (body.dropped && !listener.toldLoss) {
        listener.toldLoss = true;
        const from = toJson(message.from);
        onError(failure("RemoteError", `${from} leaves out calls of handlers: there are too many`));
      }
      if (message.message_type === MessageType.signal && Array.isArray(body.callback_args)) {
        listener.call(body.callback_this, body.callback_args);
      }
      if (body.last !== true) return;
      listener.pages[page] = true;
      for (const other in listener.pages) if (!listener.pages[other]) return;
      forget(listener);
    },
    renew(waiting) {
      for (const id in listeners) {
        if (waiting[id]) continue;
        const listener = listeners[id] as Listener;
        if (listener.event === undefined) forget(listener);
        else install(listener, listener.key, undefined);
      }
    },
    clear() {
      for (const id in listeners) delete listeners[id];
    },
    count: () => Object.keys(listeners).length,
  };
}

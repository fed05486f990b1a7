import type { Message, MessageId } from "../../protocol";
import type { Watches } from "../connection/watches";
import { toJson } from "../to-json";

/** How long a page may be away before what it listened to here is taken away, in milliseconds. */
const GRACE = 60_000;
/** How much one page may listen to here, in listeners: one takes about 1.7 KB of memory. */
const MAX_OF_PAGE = 10_000;
/** How much all pages together may listen to, past which each page may still have a few. */
const MAX_OF_ALL = 20_000;
const FEW_OF_PAGE = 100;
/** How long a request is that counts as one listener more, in UTF-16 units: its page keeps it, parsed. */
const CHARACTERS = 1000;
/** How many elements count as one listener more: on each, jQuery keeps the handler. */
const ELEMENTS = 250;

interface Listener {
  readonly weight: number;
  readonly undo: () => void;
}

/** The listeners of one page. */
interface ListeningPage {
  /** By the IDs of the requests that asked for them. */
  readonly own: { [id: string]: Listener };
  weight: number;
  /** Ends the watch on its node. */
  readonly stop: () => void;
}

/** What other pages listen to on this page. */
export interface TargetListeners {
  /** Whether this request has been installed here before: installing again would give each event twice. */
  has(request: Message): boolean;
  /**
   * @param elements - How many elements it is about.
   * @returns How many listeners it counts as.
   * @throws Error when the page that asks may have no more.
   */
  weigh(request: Message, elements: number): number;
  add(request: Message, weight: number, undo: () => void): void;
  /** Takes away what a request of the same page attached. @param id - That of the request; absent: this one. */
  remove(request: Message, id?: MessageId): void;
  /** Takes all away: this page is no node any more. */
  clear(): void;
  count(): number;
}

/** Makes an empty set; the listeners of pages that are gone for good are taken away by watching their nodes. */
export function createTargetListeners(watches: Watches): TargetListeners {
  const pages: { [key: string]: ListeningPage } = Object.create(null);
  let count = 0;
  let total = 0;

  function addPage(key: string, node: string, id: string | undefined): ListeningPage {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unwatch = watches.add(node, ({ online, pageId, pageOnline }) => {
      if (pageId !== undefined && pageId !== id) return;
      clearTimeout(timer);
      if (pageId === undefined ? online : pageOnline) return;
      timer = setTimeout(() => removePage(key), GRACE);
    });
    const stop = () => {
      clearTimeout(timer);
      unwatch();
    };
    const page = { own: Object.create(null), weight: 0, stop };
    pages[key] = page;
    return page;
  }

  function remove(key: string, id: string): void {
    const page = pages[key];
    const listener = page?.own[id];
    if (!listener) return;
    delete page.own[id];
    page.weight -= listener.weight;
    total -= listener.weight;
    count -= 1;
    listener.undo();
    if (page.weight > 0) return;
    page.stop();
    delete pages[key];
  }

  function removePage(key: string): void {
    for (const id in pages[key]?.own) remove(key, id);
  }

  return {
    has: (request) => !!pages[keyOf(request)]?.own[request.message_id],
    weigh(request, elements) {
      const weight = 1 + Math.floor(toJson(request).length / CHARACTERS + elements / ELEMENTS);
      const limit = total < MAX_OF_ALL ? MAX_OF_PAGE : FEW_OF_PAGE;
      const own = pages[keyOf(request)]?.weight || 0;
      if (own + weight > limit)
        throw new Error(`too many listeners on this page: yours count as ${own} already`);
      return weight;
    },
    add(request, weight, undo) {
      const key = keyOf(request);
      const page = pages[key] || addPage(key, String(request.from), request.from_page);
      page.own[request.message_id] = { weight, undo };
      page.weight += weight;
      total += weight;
      count += 1;
    },
    remove: (request, id = request.message_id) => remove(keyOf(request), String(id)),
    clear() {
      for (const key in pages) removePage(key);
    },
    count: () => count,
  };
}

/** Tells the page that a request comes from, of all pages of all nodes. */
export function keyOf({ from, from_page }: Message): string {
  return toJson([from, from_page]);
}

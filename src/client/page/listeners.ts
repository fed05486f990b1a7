import type { Message, MessageId } from "../../protocol";
import type { Watches } from "../connection/watches";
import { toJson } from "../to-json";

/** How long a page may be away before what it listened to here is taken away, in milliseconds. */
const GRACE = 60_000;
/** How many listeners one page may have here. */
const MAX_OF_PAGE = 1000;
/** How many listeners all pages together may have, past which each page may still have a few. */
const MAX_LISTENERS = 10_000;
const FEW_OF_PAGE = 100;

/** The listeners of one page. */
interface ListeningPage {
  /** By the IDs of the requests that asked for them: what takes each away. */
  readonly undos: { [id: string]: () => void };
  count: number;
  /** Ends the watch on its node. */
  readonly stop: () => void;
}

/** What other pages listen to on this page. */
export interface TargetListeners {
  /** Whether this request has been installed here before: installing again would give each event twice. */
  has(request: Message): boolean;
  /** @throws Error when the page that asks may have no more. */
  checkRoom(request: Message): void;
  add(request: Message, undo: () => void): void;
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
    const page = { undos: Object.create(null), count: 0, stop };
    pages[key] = page;
    return page;
  }

  function remove(key: string, id: string): void {
    const page = pages[key];
    const undo = page?.undos[id];
    if (!undo) return;
    delete page.undos[id];
    page.count -= 1;
    count -= 1;
    undo();
    if (page.count > 0) return;
    page.stop();
    delete pages[key];
  }

  function removePage(key: string): void {
    for (const id in pages[key]?.undos) remove(key, id);
  }

  return {
    has: (request) => !!pages[keyOf(request)]?.undos[request.message_id],
    checkRoom(request) {
      const limit = count < MAX_LISTENERS ? MAX_OF_PAGE : FEW_OF_PAGE;
      const own = pages[keyOf(request)]?.count || 0;
      if (own >= limit)
        throw new Error(`there are too many listeners on this page already: ${own} are yours`);
    },
    add(request, undo) {
      const key = keyOf(request);
      const page = pages[key] || addPage(key, String(request.from), request.from_page);
      page.undos[request.message_id] = undo;
      page.count += 1;
      count += 1;
    },
    remove: (request, id = request.message_id) => remove(keyOf(request), String(id)),
    clear() {
      for (const key in pages) removePage(key);
    },
    count: () => count,
  };
}

function keyOf({ from, from_page }: Message): string {
  return toJson([from, from_page]);
}

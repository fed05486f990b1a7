import type { Message } from "../../protocol";
import type { Watches } from "../connection/watches";

/** How long a page may be away before what it listened to here is taken away, in milliseconds. */
const GRACE = 60_000;
/** How many listeners one page may have here. */
const MAX_OF_PAGE = 1000;
/** How many listeners all pages together may have, past which each page may still have a few. */
const MAX_LISTENERS = 10_000;
const FEW_OF_PAGE = 100;

interface Listener {
  readonly id: string;
  readonly node: string;
  readonly page: string | undefined;
  readonly undo: () => void;
}

/** What other pages listen to on this page. */
export interface TargetListeners {
  /** Whether this request has been installed here before: installing again would give each event twice. */
  has(request: Message): boolean;
  /** @throws Error when the page that asks may have no more. */
  checkRoom(request: Message): void;
  add(request: Message, undo: () => void): void;
  /** Takes away what this request attached. */
  remove(request: Message): void;
  /** Takes a listener away, if it is that page's. */
  removeById(node: string, page: string | undefined, id: string): void;
  /** Takes all away: this page is no node any more. */
  clear(): void;
  count(): number;
}

/** Makes an empty set; the listeners of pages that are gone for good are taken away by watching their nodes. */
export function createTargetListeners(watches: Watches): TargetListeners {
  let listeners: Listener[] = [];
  const watching: { [node: string]: () => void } = Object.create(null);
  const leaving: { [page: string]: ReturnType<typeof setTimeout> } = Object.create(null);

  function removeWhere(goes: (listener: Listener) => boolean): void {
    const gone = listeners.filter(goes);
    listeners = listeners.filter((listener) => !goes(listener));
    gone.forEach((listener) => {
      listener.undo();
      stopWatching(listener.node);
    });
  }

  function stopWatching(node: string): void {
    if (!watching[node] || listeners.some((listener) => listener.node === node)) return;
    watching[node]();
    delete watching[node];
  }

  function watch(node: string): void {
    if (watching[node]) return;
    // Held first, since an answer that is known already comes at once.
    watching[node] = () => {};
    watching[node] = watches.add(node, ({ online, pageId, pageOnline }) => {
      const key = pageId === undefined ? "" : pageId;
      const away = pageId === undefined ? !online : !pageOnline;
      if (leaving[node + key] !== undefined) clearTimeout(leaving[node + key]);
      delete leaving[node + key];
      if (!away) return;
      leaving[node + key] = setTimeout(() => {
        removeWhere(
          (listener) => listener.node === node && (pageId === undefined || listener.page === pageId),
        );
      }, GRACE);
    });
  }

  const isOf = (listener: Listener, node: string | null, page: string | undefined, id: string) =>
    listener.id === id && listener.node === node && listener.page === page;

  return {
    has: (request) =>
      listeners.some((listener) =>
        isOf(listener, request.from, request.from_page, String(request.message_id)),
      ),
    checkRoom({ from, from_page }) {
      const limit = listeners.length < MAX_LISTENERS ? MAX_OF_PAGE : FEW_OF_PAGE;
      const own = listeners.filter(({ node, page }) => node === from && page === from_page).length;
      if (own >= limit)
        throw new Error(`there are too many listeners on this page already: ${own} are yours`);
    },
    add(request, undo) {
      const node = String(request.from);
      listeners.push({ id: String(request.message_id), node, page: request.from_page, undo });
      watch(node);
    },
    remove(request) {
      removeWhere((listener) => isOf(listener, request.from, request.from_page, String(request.message_id)));
    },
    removeById(node, page, id) {
      removeWhere((listener) => isOf(listener, node, page, id));
    },
    clear: () => removeWhere(() => true),
    count: () => listeners.length,
  };
}

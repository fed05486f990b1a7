import { type Message, MessageType } from "../../protocol";
import { bodyOf, idOf } from "./messages";

/** What the server tells about a watched node. */
export interface Presence {
  readonly nodeId: string;
  /** Whether any page of the node is connected. */
  readonly online: boolean;
  /** The page this is about, when it is about one page. */
  readonly pageId?: string;
  /** Whether that page is connected. */
  readonly pageOnline?: boolean;
}

type PresenceHandler = (presence: Presence) => void;

/** The nodes this page watches. Each is watched once at the server, for any number of handlers. */
export interface Watches {
  /**
   * Calls the handler with the presence of a node, never before this function has returned.
   *
   * @returns A function that ends it.
   */
  add(nodeId: string, handler: PresenceHandler): () => void;
  receive(message: Message): void;
  /** Watches all nodes again: the page has registered again, and the server has forgotten them. */
  renew(): void;
  /**
   * Calls back with the first presence of a watched node. Calls back with `undefined` if the server sends none in time,
   * as servers of the original jQluster do.
   */
  whenTold(nodeId: string, callback: (first: Presence | undefined) => void): void;
}

/** How long the first presence of a node may take, in milliseconds. The server may have to ask other processes. */
const FIRST_PRESENCE_TIMEOUT = 3000;

/** Makes an empty set of watches. */
export function createWatches(
  make: (type: string, body: { readonly [name: string]: unknown }) => Message,
  send: (message: Message) => void,
): Watches {
  const watched: { [nodeId: string]: { handlers: PresenceHandler[]; last?: Presence } } = Object.create(null);

  function tell(type: string, nodeId: string): void {
    send(make(type, { node_id: nodeId, each_page: true }));
  }

  return {
    add(nodeId, handler) {
      let ended = false;
      const entry = watched[nodeId];
      if (entry) {
        entry.handlers.push(handler);
        if (entry.last)
          setTimeout(() => {
            if (!ended && entry.last) handler(entry.last);
          }, 0);
      } else {
        watched[nodeId] = { handlers: [handler] };
        tell(MessageType.watch, nodeId);
      }
      return () => {
        const now = watched[nodeId];
        if (ended || !now) return;
        ended = true;
        now.handlers.splice(now.handlers.indexOf(handler), 1);
        if (now.handlers.length > 0) return;
        delete watched[nodeId];
        tell(MessageType.unwatch, nodeId);
      };
    },
    receive(message) {
      const body = bodyOf(message);
      const nodeId = idOf(body.node_id);
      const entry = watched[nodeId];
      // Presence is the server's to tell; from a node it would be made up.
      if (!entry || message.from !== null) return;
      const about = { nodeId, online: body.online === true };
      entry.last = about;
      const presence =
        typeof body.page_id === "string"
          ? { ...about, pageId: body.page_id, pageOnline: body.page_online === true }
          : about;
      entry.handlers.slice().forEach((handler) => {
        handler(presence);
      });
    },
    renew() {
      for (const nodeId in watched) tell(MessageType.watch, nodeId);
    },
    whenTold(nodeId, callback) {
      const entry = watched[nodeId];
      if (!entry || entry.last) {
        callback(entry?.last);
        return;
      }
      const timer = setTimeout(finish, FIRST_PRESENCE_TIMEOUT);
      entry.handlers.push(finish);
      function finish(): void {
        clearTimeout(timer);
        entry?.handlers.splice(entry.handlers.indexOf(finish), 1);
        callback(entry?.last);
      }
    },
  };
}

import { type Message, MessageType } from "../../protocol";

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

/** The nodes this page watches: one `watch` to the server each, however many here want to know. */
export interface Watches {
  /** @returns A function that ends it. */
  add(nodeId: string, handler: PresenceHandler): () => void;
  receive(message: Message): void;
  /** Registered again: the server has forgotten what this page watched. */
  renew(): void;
  /**
   * Calls back when the server has told about a watched node, or with `undefined` when it does not: one of the original
   * never does.
   */
  whenTold(nodeId: string, callback: (first: Presence | undefined) => void): void;
}

/** How long the server may take for its first word about a node, in milliseconds: it may have to ask others. */
const FIRST_WORD = 3000;

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
      const entry = watched[nodeId];
      if (entry) {
        entry.handlers.push(handler);
        if (entry.last) handler(entry.last);
      } else {
        watched[nodeId] = { handlers: [handler] };
        tell(MessageType.watch, nodeId);
      }
      let ended = false;
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
      const body = message.body as { readonly [name: string]: unknown } | undefined;
      const nodeId = String(body?.node_id);
      const entry = watched[nodeId];
      // Presence is the server's to tell; from a node it would be made up.
      if (!entry || !body || message.from !== null) return;
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
      const timer = setTimeout(finish, FIRST_WORD);
      entry.handlers.push(finish);
      function finish(): void {
        clearTimeout(timer);
        entry?.handlers.splice(entry.handlers.indexOf(finish), 1);
        callback(entry?.last);
      }
    },
  };
}

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";

/** Who is on a page: how many visitors have it open, and as which nodes. */
export interface Visitors {
  readonly count: number;
  /** The names that the open pages gave themselves, in order, each once. */
  readonly nodes: readonly string[];
  /** How many rooms with a name they are in. The names may be secrets, and are not told. */
  readonly rooms: number;
}

/** A page that is open in a browser. */
interface OpenPage {
  /** Its path within the folder; `undefined` for a list of pages. */
  readonly page: string | undefined;
  node: string | undefined;
  room: string | undefined;
  isAnswering: boolean;
}

/** A name or path that is longer than any real one is not kept. */
const MAX_NAME_LENGTH = 1_024;
/** How many changes are remembered for pages that were away when they happened. */
const MAX_REMEMBERED = 1_000;
const HEARTBEAT = 30_000;

/**
 * The pages of a folder that are open in browsers: they tell which page they are and as which node, and are told which
 * files have changed. Lists of pages are told who is on which page.
 */
export class LivePages {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 4_096, perMessageDeflate: false });
  readonly #open = new Map<WebSocket, OpenPage>();
  /** When each file changed last, the latest at the end. */
  readonly #changes = new Map<string, number>();
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #isTelling = false;

  constructor() {
    this.#heartbeat = setInterval(() => this.#dropSilent(), HEARTBEAT);
    this.#heartbeat.unref();
  }

  /** How many pages are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Takes the upgrade of a page that was admitted. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#add(webSocket, request));
  }

  /** Tells every open page that a file has changed. */
  changed(path: string): void {
    const now = Date.now();
    this.#changes.delete(path);
    this.#changes.set(path, now);
    for (const oldest of this.#changes.keys()) {
      if (this.#changes.size <= MAX_REMEMBERED) break;
      this.#changes.delete(oldest);
    }
    for (const webSocket of this.#open.keys()) tell(webSocket, { now, changed: [path] });
  }

  /** Tells the open lists that a page came or went. */
  listChanged(): void {
    for (const [webSocket, { page }] of this.#open) if (page === undefined) tell(webSocket, { list: true });
  }

  /** Who is on each page that anybody is on. */
  visitors(): Record<string, Visitors> {
    const found = new Map<string, { count: number; nodes: Set<string>; rooms: Set<string> }>();
    for (const { page, node, room } of this.#open.values()) {
      if (page === undefined) continue;
      const visitors = found.get(page) ?? { count: 0, nodes: new Set(), rooms: new Set() };
      visitors.count += 1;
      if (node !== undefined) visitors.nodes.add(node);
      if (room !== undefined) visitors.rooms.add(room);
      found.set(page, visitors);
    }
    return Object.fromEntries(
      [...found].map(([page, { count, nodes, rooms }]) => [
        page,
        { count, nodes: [...nodes].sort(), rooms: rooms.size },
      ]),
    );
  }

  /** Ends all connections. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const webSocket of this.#open.keys()) webSocket.terminate();
    this.#server.close();
  }

  #add(webSocket: WebSocket, request: IncomingMessage): void {
    const query = new URLSearchParams(request.url?.split("?")[1] ?? "");
    const page = query.get("page")?.slice(0, MAX_NAME_LENGTH);
    const since = Number(query.get("since") ?? Number.NaN);
    const opened: OpenPage = { page, node: undefined, room: undefined, isAnswering: true };
    this.#open.set(webSocket, opened);
    webSocket.on("close", () => {
      this.#open.delete(webSocket);
      this.#tellLists();
    });
    webSocket.on("error", () => webSocket.terminate());
    webSocket.on("pong", () => {
      opened.isAnswering = true;
    });
    webSocket.on("message", (data) => {
      // The node ID, and on the next line the room, whose name has no control characters.
      const [, node, room] = /^(.*?)(?:\n([^\n]*))?$/s.exec(data.toString()) ?? [];
      opened.node = node?.slice(0, MAX_NAME_LENGTH) || undefined;
      opened.room = room?.slice(0, MAX_NAME_LENGTH) || undefined;
      this.#tellLists();
    });
    const changed = [...this.#changes].filter(([, time]) => time >= since).map(([path]) => path);
    tell(webSocket, { now: Date.now(), changed });
    this.#tellLists();
  }

  /** Once for all that happens in the same moment. */
  #tellLists(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      const visitors = this.visitors();
      for (const [webSocket, { page }] of this.#open) if (page === undefined) tell(webSocket, { visitors });
    });
  }

  #dropSilent(): void {
    for (const [webSocket, opened] of this.#open) {
      if (!opened.isAnswering) {
        webSocket.terminate();
        continue;
      }
      opened.isAnswering = false;
      webSocket.ping();
    }
  }
}

function tell(webSocket: WebSocket, message: object): void {
  if (webSocket.readyState === WebSocket.OPEN) webSocket.send(JSON.stringify(message));
}

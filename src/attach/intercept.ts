import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Takes a request; the response is its own from then on. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;
/** Takes an upgrade; the socket is its own from then on. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What somebody serves on an HTTP server that has handlers of its own. Each gives a handler for the paths that are its. */
export interface HttpGuest {
  requestHandler(path: string, request?: IncomingMessage): RequestHandler | undefined;
  upgradeHandler(path: string, request?: IncomingMessage): UpgradeHandler | undefined;
}

type Emit = (this: Server, event: string | symbol, ...args: unknown[]) => boolean;

const fronts = new WeakMap<Server, HttpFront>();

/** Which guests are asked first: in this order. */
const ORDER = ["gate", "forwarder", "transports"] as const;
type Place = (typeof ORDER)[number];

/**
 * Lets a guest take the requests and upgrades of its paths before the site's own listeners hear of them, whatever
 * listeners the site has or adds later. The site's listeners stay in place, untouched, and get everything else.
 *
 * @param place - Before and after which others it is asked.
 * @returns Takes the guest out again.
 */
export function mount(server: Server, guest: HttpGuest, place: Place = "transports"): () => void {
  let front = fronts.get(server);
  if (!front) {
    front = new HttpFront(server);
    fronts.set(server, front);
  }
  return front.add(guest, place);
}

/** Whether a guest of the server has this path already. */
export function isTaken(server: Server, path: string): boolean {
  return fronts.get(server)?.has(path) ?? false;
}

/**
 * Stands before the listeners of one HTTP server. It steps in where events are emitted, since a listener can
 * neither keep an event from the others, nor do others keep their hands off an upgrade that is not theirs:
 * `ws` answers every path but its own with an error.
 */
class HttpFront {
  readonly #server: Server;
  #guests: ReadonlyMap<HttpGuest, Place> = new Map();
  #stepOut: (() => void) | undefined;

  constructor(server: Server) {
    this.#server = server;
  }

  has(path: string): boolean {
    return [...this.#guests.keys()].some((guest) => guest.requestHandler(path) ?? guest.upgradeHandler(path));
  }

  add(guest: HttpGuest, place: Place): () => void {
    const guests = [...this.#guests, [guest, place] as const];
    guests.sort(([, one], [, other]) => ORDER.indexOf(one) - ORDER.indexOf(other));
    this.#guests = new Map(guests);
    this.#stepOut ??= this.#stepIn();
    return () => {
      this.#guests = new Map([...this.#guests].filter(([other]) => other !== guest));
      if (this.#guests.size > 0) return;
      this.#stepOut?.();
      this.#stepOut = undefined;
    };
  }

  #stepIn(): () => void {
    const server = this.#server;
    const takes = this.#takes.bind(this);
    const own = Object.getOwnPropertyDescriptor(server, "emit");
    const emit = server.emit as Emit;
    const guardedEmit: Emit = function (event, ...args) {
      return takes(event, args) || emit.call(this, event, ...args);
    };
    Object.defineProperty(server, "emit", { value: guardedEmit, configurable: true, writable: true });
    // Without any listener Node takes an upgrade for a plain request.
    server.on("upgrade", refuseUnclaimed);
    return () => {
      server.off("upgrade", refuseUnclaimed);
      // Whoever has wrapped it since keeps it: without guests it lets everything pass.
      if ((server.emit as Emit) !== guardedEmit) return;
      if (own) Object.defineProperty(server, "emit", own);
      else Reflect.deleteProperty(server, "emit");
    };

    function refuseUnclaimed(_request: IncomingMessage, socket: Duplex): void {
      if (server.listenerCount("upgrade") === 1) refuseUpgrade(socket, "404 Not Found");
    }
  }

  #takes(event: string | symbol, args: readonly unknown[]): boolean {
    if (event !== "request" && event !== "upgrade") return false;
    const request = args[0] as IncomingMessage;
    const path = pathOf(request);
    for (const guest of this.#guests.keys()) {
      const handler =
        event === "request" ? guest.requestHandler(path, request) : guest.upgradeHandler(path, request);
      if (!handler) continue;
      (handler as (...args: readonly unknown[]) => void)(...args);
      return true;
    }
    return false;
  }
}

/** Answers an upgrade with an HTTP status, such as `403 Forbidden`, and a text, and ends it. */
export function refuseUpgrade(socket: Duplex, status: string, text = ""): void {
  // From an upgrade on nobody else listens, and an unheard error would end the process.
  socket.on("error", () => socket.destroy());
  // Sockets of HTTP servers stay half open, for as long as the peer likes.
  socket.once("finish", () => socket.destroy());
  const type = text === "" ? "" : "Content-Type: text/plain; charset=utf-8\r\n";
  const length = `Content-Length: ${Buffer.byteLength(text)}`;
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n${type}${length}\r\n\r\n${text}`);
}

/** The path of a request without its query; not parsed as a URL, since strangers send what no parser takes. */
function pathOf(request: IncomingMessage): string {
  const url = request.url ?? "/";
  const end = url.indexOf("?");
  return end < 0 ? url : url.slice(0, end);
}

/** Whether a path is the given one or below it. */
export function isWithin(own: string, path: string): boolean {
  return path === own || path.startsWith(`${own}/`);
}

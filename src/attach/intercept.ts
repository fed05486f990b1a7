import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { refuseUpgrade } from "../admission/responses";
import { asksForWebSocket, handleAsRequest } from "./plain-request";

/** Takes a request; the response is its own from then on. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;
/** Takes an upgrade; the socket is its own from then on. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Handles some paths of an HTTP server that has listeners of its own. */
export interface HttpHandler {
  requestHandler(path: string, request?: IncomingMessage): RequestHandler | undefined;
  upgradeHandler(path: string, request?: IncomingMessage): UpgradeHandler | undefined;
  /** Told of a request that no handler takes, before the listeners of the site see it. */
  onPassedOn?(path: string, response: ServerResponse): void;
}

type Emit = (this: Server, event: string | symbol, ...args: unknown[]) => boolean;

const interceptors = new WeakMap<Server, RequestInterceptor>();

/** The order in which handlers are asked. */
const ORDER = ["gate", "forwarder", "transports"] as const;
type Place = (typeof ORDER)[number];

/**
 * Gives the requests and upgrades of some paths to a handler, before the listeners of the site see them, whatever
 * listeners the site has or adds later. The listeners of the site stay in place, untouched, and get everything else.
 *
 * @param place - Its place in the order in which handlers are asked.
 * @returns Removes the handler.
 */
export function mount(server: Server, handler: HttpHandler, place: Place = "transports"): () => void {
  let interceptor = interceptors.get(server);
  if (!interceptor) {
    interceptor = new RequestInterceptor(server);
    interceptors.set(server, interceptor);
  }
  return interceptor.add(handler, place);
}

/** Whether the server has a handler for this path already. */
export function isTaken(server: Server, path: string): boolean {
  return interceptors.get(server)?.has(path) ?? false;
}

/**
 * Intercepts the requests of one HTTP server. It patches `emit`: a listener cannot keep an event from other listeners,
 * and other listeners act on upgrades that are not theirs (`ws` answers every path but its own with an error).
 */
class RequestInterceptor {
  readonly #server: Server;
  #handlers: ReadonlyMap<HttpHandler, Place> = new Map();
  #unpatch: (() => void) | undefined;

  constructor(server: Server) {
    this.#server = server;
  }

  has(path: string): boolean {
    return [...this.#handlers.keys()].some(
      (handler) => handler.requestHandler(path) ?? handler.upgradeHandler(path),
    );
  }

  add(handler: HttpHandler, place: Place): () => void {
    const handlers = [...this.#handlers, [handler, place] as const];
    handlers.sort(([, one], [, other]) => ORDER.indexOf(one) - ORDER.indexOf(other));
    this.#handlers = new Map(handlers);
    this.#unpatch ??= this.#patch();
    return () => {
      this.#handlers = new Map([...this.#handlers].filter(([other]) => other !== handler));
      if (this.#handlers.size > 0) return;
      this.#unpatch?.();
      this.#unpatch = undefined;
    };
  }

  #patch(): () => void {
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
      // A later patch of others stays in place; without handlers ours passes everything on.
      if ((server.emit as Emit) !== guardedEmit) return;
      if (own) Object.defineProperty(server, "emit", own);
      else Reflect.deleteProperty(server, "emit");
    };

    function refuseUnclaimed(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (server.listenerCount("upgrade") > 1) return;
      if (asksForWebSocket(request)) refuseUpgrade(socket, "404 Not Found");
      else handleAsRequest(server, request, socket, head);
    }
  }

  #takes(event: string | symbol, args: readonly unknown[]): boolean {
    if (event !== "request" && event !== "upgrade") return false;
    const request = args[0] as IncomingMessage;
    const path = pathOf(request);
    for (const handler of this.#handlers.keys()) {
      const take =
        event === "request" ? handler.requestHandler(path, request) : handler.upgradeHandler(path, request);
      if (!take) continue;
      (take as (...args: readonly unknown[]) => void)(...args);
      return true;
    }
    if (event === "request") {
      for (const handler of this.#handlers.keys()) handler.onPassedOn?.(path, args[1] as ServerResponse);
    }
    return false;
  }
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

import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** What {@link mount} puts in front of a site's own handlers. */
export interface MountedHandlers {
  /** Whether a request is ours. */
  readonly matchesRequest: (path: string) => boolean;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  /** Gives the handler of an upgrade that is ours, or `undefined` to leave it to others. */
  readonly upgradeHandler: (
    path: string,
  ) => ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined;
}

/**
 * Lets our paths be served by an HTTP server that has its own handlers: ours see a request first and pass the rest on.
 *
 * @returns A function that takes ours out again. The site's handlers then stand as before,
 * also when several mounts of one server are undone in any order.
 */
export function mount(server: Server, handlers: MountedHandlers): () => void {
  const wrapped = server.listeners("request") as RequestListener[];
  let mounted = true;

  function onRequest(this: Server, request: IncomingMessage, response: ServerResponse): void {
    if (mounted && handlers.matchesRequest(pathOf(request))) handlers.onRequest(request, response);
    else for (const listener of wrapped) listener.call(server, request as never, response as never);
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    handlers.upgradeHandler(pathOf(request))?.(request, socket, head);
  }

  server.removeAllListeners("request");
  server.on("request", onRequest);
  server.on("upgrade", onUpgrade);
  return () => {
    mounted = false;
    server.off("upgrade", onUpgrade);
    // When a later mount has wrapped ours, ours stays inside it as a mere passage.
    if (!server.listeners("request").includes(onRequest)) return;
    const later = server
      .listeners("request")
      .filter((listener) => listener !== onRequest) as RequestListener[];
    server.removeAllListeners("request");
    for (const listener of [...wrapped, ...later]) server.on("request", listener);
  };
}

/** The path of a request without its query; not parsed as a URL, since strangers send what no parser takes. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? "/";
  const end = url.indexOf("?");
  return end < 0 ? url : url.slice(0, end);
}

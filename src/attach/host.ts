import type { Server as HttpServer } from "node:http";
import type { Namespace, Server as SocketIoServer } from "socket.io";

/** What jQluster can be attached to. */
export type Host =
  | { readonly kind: "http"; readonly server: HttpServer }
  | { readonly kind: "socket.io"; readonly namespace: Namespace };

/**
 * Tells what a site gave as its server. It goes by what the object can do, not by its class, since the site's
 * Socket.IO may be another copy of the package than ours.
 *
 * @throws TypeError when it is nothing of the kind.
 */
export function recognizeHost(host: unknown): Host {
  if (typeof host === "object" && host !== null) {
    if (hasMethods(host, ["of", "on", "emit", "close"])) {
      return { kind: "socket.io", namespace: (host as SocketIoServer).of("/") };
    }
    if (hasMethods(host, ["on", "off", "emit", "use", "fetchSockets"]) && "adapter" in host) {
      return { kind: "socket.io", namespace: host as Namespace };
    }
    if (hasMethods(host, ["listen", "close", "on", "off", "emit", "closeAllConnections"])) {
      return { kind: "http", server: host as HttpServer };
    }
  }
  const hint =
    typeof host === "function" ? "; of an Express app, give the server that app.listen() returns" : "";
  throw new TypeError(
    `attachJqluster: host must be an http.Server, an https.Server, a Socket.IO Server or a Socket.IO Namespace${hint}`,
  );
}

function hasMethods(object: object, names: readonly string[]): boolean {
  return names.every((name) => typeof (object as Record<string, unknown>)[name] === "function");
}

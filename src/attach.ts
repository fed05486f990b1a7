import type { Server as HttpServer } from "node:http";
import type { Router } from "express";
import type { Namespace, Server as SocketIoServer } from "socket.io";
import { checkOptions } from "./check-options";
import { type ConnectionPort, NodeConnection } from "./connection";
import { JqlusterServer, type Logger, silentLogger } from "./core";
import { recognizeHost } from "./embedding/host";
import { serveHttpTransports } from "./embedding/http-transports";
import { createRouter } from "./http/router";
import { type JqlusterOptions, withDefaults } from "./options";
import { serveSocketIo } from "./transports/socket-io";

/** Options of {@link attachJqluster}; what is left out has the default of the options table. */
export interface AttachOptions extends Partial<JqlusterOptions> {
  /**
   * Where log lines go.
   * @default silent
   */
  readonly logger?: Logger;
}

/** A jQluster on somebody's server. */
export interface AttachedJqluster {
  /** The core, to register connections of your own with. */
  readonly server: JqlusterServer;
  /** The browser script, to be mounted where pages shall find it. */
  readonly router: Router;
  /** Ends all jQluster connections and detaches; the site's own server and sockets live on. */
  close(): Promise<void>;
}

/**
 * Adds jQluster to a server that runs already.
 *
 * @param host - An HTTP(S) server (Socket.IO is then served at `/socket.io`, plain WebSocket at `/jqluster`),
 *   or a Socket.IO server or namespace, whose own options for transports and origins then hold.
 * @throws TypeError naming the option that cannot be taken and what is allowed, also for a host of another kind.
 * @example
 * const jqluster = attachJqluster(httpServer);
 * app.use("/jqluster", jqluster.router);
 */
export function attachJqluster(
  host: HttpServer | SocketIoServer | Namespace,
  options: AttachOptions = {},
): AttachedJqluster {
  const recognized = recognizeHost(host);
  checkOptions("attachJqluster", options, recognized.kind);
  const logger = options.logger ?? silentLogger;
  const settings = withDefaults(options);
  const core = new JqlusterServer({ logger });
  const open = (port: ConnectionPort) => new NodeConnection(port, { core, logger });
  const detach =
    recognized.kind === "http"
      ? serveHttpTransports(recognized.server, open, settings)
      : serveSocketIo(recognized.namespace, open);
  let closing: Promise<void> | undefined;
  return {
    server: core,
    router: createRouter(),
    close() {
      closing ??= Promise.resolve(detach());
      return closing;
    },
  };
}

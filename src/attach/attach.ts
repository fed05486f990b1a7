import type { Server as HttpServer } from "node:http";
import type { Namespace, Server as SocketIoServer } from "socket.io";
import { type HostNames, listedNames } from "../admission";
import {
  OpenConnections,
  type Permissions,
  type Session,
  Sessions,
  sayFarewell,
  withSecret,
} from "../connection";
import {
  type Backplane,
  JqlusterServer,
  type Logger,
  LogThrottle,
  type Observer,
  quote,
  silentLogger,
  silentObserver,
} from "../core";
import { checkOptions } from "../options/check-options";
import { type JqlusterOptions, withDefaults } from "../options/options";
import { recognizeHost } from "./host";
import { serveHttpTransports } from "./http-transports";
import { serveNamespace } from "./namespace-transport";
import { createRouter, type Middleware } from "./router";
import { steadyLogger } from "./steady-logger";

/** Options of {@link attachJqluster}; what is left out has the default of the options table. */
export interface AttachOptions extends Partial<JqlusterOptions>, Permissions {
  /**
   * Where log lines go.
   * @default silent
   */
  readonly logger?: Logger;
  /**
   * Is told what happens, to count or to measure it.
   * @default nobody
   */
  readonly observer?: Observer;
  /**
   * Joins this jQluster with others in other processes. It stays yours: close it after this one.
   * @default none
   * @example createRedisBackplane({ url: "redis://localhost:6379" })
   */
  readonly backplane?: Backplane;
  /**
   * What the Socket.IO session IDs begin with, so that whoever shares requests out can tell whose a session is.
   * @default nothing
   */
  readonly sessionIdPrefix?: string;
}

/** A jQluster on somebody's server. */
export interface AttachedJqluster {
  /** The core, to register connections of your own with. */
  readonly server: JqlusterServer;
  /** The browser script, to be mounted where pages shall find it. */
  readonly router: Middleware;
  /** Ends all jQluster connections and detaches; the site's own server and sockets live on. */
  close(): Promise<void>;
}

/** Part of the stopping time that is kept for peers that do not take part in closing, in milliseconds. */
const RESERVE = 600;

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
  return attach(host, options);
}

/**
 * As {@link attachJqluster}.
 *
 * @param names - The host names that it answers to, in place of those of the options.
 */
export function attach(
  host: HttpServer | SocketIoServer | Namespace,
  options: AttachOptions,
  names?: "*" | HostNames,
): AttachedJqluster {
  const recognized = recognizeHost(host);
  checkOptions("attachJqluster", options, recognized.kind);
  const { observer = silentObserver, sessionIdPrefix = "" } = options;
  const logger = options.logger ? steadyLogger(options.logger) : silentLogger;
  const given = withDefaults(options);
  const { allowHost, allowOrigin } = given;
  const settings = {
    ...given,
    allowOrigin: typeof allowOrigin === "function" ? refusingErrors(allowOrigin, logger) : allowOrigin,
    names: names ?? (typeof allowHost === "string" ? "*" : listedNames(allowHost)),
  } as const;
  const joined = options.backplane ? { backplane: options.backplane } : {};
  const core = new JqlusterServer({ ...settings, logger, observer, ...joined });
  const sessions = new Sessions<Session>(settings);
  const permissions = withSecret(settings.secret, options, settings.maxWrongSecrets);
  const connections = new OpenConnections({ ...settings, ...permissions, core, logger, observer, sessions });
  const open = connections.open.bind(connections);
  const transports =
    recognized.kind === "http"
      ? serveHttpTransports(recognized.server, open, observer, { ...settings, sessionIdPrefix })
      : serveNamespace(recognized.namespace, open, observer, settings);

  async function close(): Promise<void> {
    transports.admitNobody();
    await sayFarewell(connections, Math.max(0, settings.stopTimeout - RESERVE));
    sessions.close();
    await transports.close();
    core.close();
  }

  let closing: Promise<void> | undefined;
  return {
    server: core,
    router: createRouter(),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** A rule of the site's own for origins. Where it is asked, an error would end the process. */
function refusingErrors(rule: (origin: string) => boolean, logger: Logger): (origin: string) => boolean {
  const lines = new LogThrottle(logger);
  return (origin) => {
    try {
      return rule(origin);
    } catch (error) {
      lines.log(
        "refused origins",
        "",
        "warn",
        `An origin is refused, since deciding it failed: ${quote(error)}`,
      );
      return false;
    }
  };
}

import type { Server as HttpServer } from "node:http";
import type { Namespace, Server as SocketIoServer } from "socket.io";
import { type HostNames, listedNames } from "../admission";
import { OpenConnections, type Permissions, type Session, Sessions, withSecret } from "../connection";
import {
  type Backplane,
  type JqlusterServer,
  type Logger,
  type Observer,
  silentLogger,
  silentObserver,
} from "../core";
import { checkOptions } from "../options/check-options";
import { type JqlusterOptions, withDefaults } from "../options/options";
import { ProtocolError, parseRoomName } from "../protocol";
import { recognizeHost } from "./host";
import { serveHttpTransports } from "./http-transports";
import { serveNamespace } from "./namespace-transport";
import { createRouter, type FileServer } from "./serve-files";
import { ServerRooms } from "./server-rooms";
import { SessionTakers } from "./session-takers";
import { safeLogger, safeOriginRule } from "./site-functions";

/** Options of {@link attachJqluster}; what is left out has the default of the options table. */
export interface AttachOptions extends Partial<JqlusterOptions>, Permissions {
  /**
   * Where log lines go.
   * @default silent, but for a warning of the process where a Socket.IO server of the site's own seems to be on the same path
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
   * What the Socket.IO session IDs begin with, so that a load balancer can find the process of a session.
   * @default nothing
   */
  readonly sessionIdPrefix?: string;
}

/** A jQluster on somebody's server. */
export interface AttachedJqluster {
  /** The core of the room without a name, to register connections of your own with. */
  readonly server: JqlusterServer;
  /**
   * The core of a room, to register connections of your own with. It is made when the room has no page, and gone with
   * the last page: ask for it each time, and use it at once.
   *
   * @param name - The name that pages give as `?room=`: at most 128 bytes, without control characters.
   * @throws TypeError naming what is wrong with the name.
   * @example
   * jqluster.room("blue").counts.nodes;
   */
  room(name: string): JqlusterServer;
  /**
   * The browser script, to be mounted at the path that pages load it from. Called without `next`, it answers other paths
   * itself, with 404.
   */
  readonly router: FileServer;
  /** Ends all jQluster connections and detaches; the site's own server and sockets live on. */
  close(): Promise<void>;
}

/** An attached jQluster and its parts. */
export interface AttachedParts extends AttachedJqluster {
  readonly rooms: ServerRooms;
  /** Lets nobody in any more, and closes all connections: the first part of closing. */
  drain(): Promise<unknown>;
}

/** Part of the stopping time that is reserved for peers that do not take part in closing, in milliseconds. */
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
): AttachedParts {
  const recognized = recognizeHost(host);
  checkOptions("attachJqluster", options, recognized.kind);
  const { observer = silentObserver, sessionIdPrefix = "" } = options;
  const logger = options.logger ? safeLogger(options.logger) : silentLogger;
  // What is wrong with the site itself must not get lost where there is no log.
  const warn = options.logger
    ? (text: string) => logger("warn", text)
    : (text: string) => process.emitWarning(text, "JqlusterWarning");
  const given = withDefaults(options);
  const { allowHost, allowOrigin } = given;
  const settings = {
    ...given,
    allowOrigin: typeof allowOrigin === "function" ? safeOriginRule(allowOrigin, logger) : allowOrigin,
    names: names ?? (typeof allowHost === "string" ? "*" : listedNames(allowHost)),
  } as const;
  const joined = options.backplane ? { backplane: options.backplane } : {};
  const sessions = new Sessions<Session>({ ...settings, sessionIdPrefix });
  const rooms = new ServerRooms({ ...settings, logger, observer, sessions, ...joined });
  const takers = new SessionTakers(options.backplane);
  const permissions = withSecret(settings.secret, options, settings.maxWrongSecrets);
  const connections = new OpenConnections({ ...settings, ...permissions, rooms, logger, observer, sessions });
  const open = connections.open.bind(connections);
  const transports =
    recognized.kind === "http"
      ? serveHttpTransports(recognized.server, open, observer, { ...settings, sessionIdPrefix, logger, warn })
      : serveNamespace(recognized.namespace, open, observer, settings);

  /** @returns Whether the sessions may be taken over by other processes. */
  async function drain(): Promise<boolean> {
    transports.admitNobody();
    const mayMove = sessions.areOffered && settings.handoverTimeout > 0 && (await takers.leave());
    await connections.drain(Math.max(0, settings.stopTimeout - RESERVE), mayMove);
    return mayMove;
  }

  let draining: Promise<boolean> | undefined;
  function drained(): Promise<boolean> {
    draining ??= drain();
    return draining;
  }

  async function close(): Promise<void> {
    if (await drained()) await takers.wait(() => sessions.counts.waiting > 0, settings.handoverTimeout);
    sessions.close();
    await transports.close();
    rooms.close();
  }

  let closing: Promise<void> | undefined;
  return {
    server: rooms.main,
    rooms,
    room: (name) => rooms.coreOf(checkedRoomName(name)),
    router: createRouter(),
    drain: drained,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** @throws TypeError for a name that no page could give. */
function checkedRoomName(name: unknown): string | undefined {
  try {
    return parseRoomName(name);
  } catch (error) {
    if (error instanceof ProtocolError) throw new TypeError(`jqluster.room: ${error.message}`);
    throw error;
  }
}

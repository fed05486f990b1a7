import cluster from "node:cluster";
import type { Server, ServerResponse } from "node:http";
import { Server as TlsServer } from "node:https";
import { namesAnsweredTo } from "../admission";
import { type AttachOptions, attach } from "../attach/attach";
import { type JqlusterServer, type Logger, silentLogger, ThrottledLog } from "../core";
import { checkOptions } from "../options/check-options";
import { type ServiceOptions, withDefaults } from "../options/options";
import { createApp } from "./app";
import { createFolder, type ServedFolder } from "./folder";
import { healthOf } from "./health";
import { describeAddress, type ListeningAddress } from "./listening-address";
import { ServiceMetrics } from "./metrics/metrics";
import { networkUrls } from "./network-urls";
import { createQrCodes } from "./qr-codes";
import { secureHeaders } from "./secure-headers";
import { createTls, usesTls } from "./tls";
import { createTrackedServer } from "./tracked-server";

const FOREIGN_CLUSTER =
  "This process is a worker in a cluster of another program (such as PM2's cluster mode): pages that poll lose their " +
  "session there. Start one process instead (PM2: exec_mode fork, one instance) and let it have workers: --workers N";

/** The standalone service: demo pages, the browser script and both transports on one port. */
export interface Service {
  /** The core of the room without a name, to look at or to register connections of your own with. */
  readonly server: JqlusterServer;
  /** The core of a room, made when the room has no page, and gone with the last page. */
  room(name: string): JqlusterServer;
  /**
   * Starts to listen. A second call gives the same promise.
   *
   * @throws Error with `code` `EADDRINUSE` and the like when the address cannot be had.
   */
  listen(): Promise<ListeningAddress>;
  /** Ends all connections and stops listening. A second call waits for the first. */
  close(): Promise<void>;
}

/** How long a client may take to send its request, and how often that is looked after, in milliseconds. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  // Longer than proxies keep theirs. To pages that poll a new one costs seconds while very many messages come.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
};

/** How many connections may wait to be accepted: after a restart all pages come back at once. The system may have less. */
const BACKLOG = 4_096;

/** How a service shares its port with others, for the processes that do so. */
export interface SharedPort {
  /** What its Socket.IO session IDs begin with. */
  readonly sessionIdPrefix?: string;
  /** Gives the metrics of all, in place of its own. */
  readonly metricsText?: () => Promise<string>;
}

/** A service and its parts. */
export interface ServiceParts extends Service {
  /** Does not listen before `listen`. */
  readonly httpServer: Server;
  readonly metrics: ServiceMetrics;
}

/**
 * Wires the parts of the standalone service.
 *
 * @example
 * const service = createService({ port: 0 });
 * const { url } = await service.listen();
 * await service.close();
 */
export function createService(options: Partial<ServiceOptions> & AttachOptions = {}): Service {
  const service = assembleService(options);
  warnInForeignCluster(options.logger ?? silentLogger);
  return service;
}

/** Wires the parts of a service that may share its port with others. */
export function assembleService(
  options: Partial<ServiceOptions> & AttachOptions,
  sharedPort: SharedPort = {},
): ServiceParts {
  checkOptions("createService", options, "service");
  const settings = withDefaults(options);
  const { port, host, allowHost, stopTimeout, handoverTimeout } = settings;
  const { logger = silentLogger } = options;
  const names = namesAnsweredTo(allowHost, typeof port === "string" ? port : host);
  let listening: Promise<ListeningAddress> | undefined;
  let closing: Promise<void> | undefined;
  const tls = usesTls(settings) ? createTls(settings) : undefined;
  if (tls && typeof port === "string") {
    throw new TypeError("tls needs a TCP port: what comes by a socket of this machine is not encrypted");
  }
  const scheme = tls ? "https" : "http";
  const metrics = new ServiceMetrics(options.observer);
  const lines = new ThrottledLog(logger);
  const { server, closeIdleConnections, endAll, traffic } = createTrackedServer(
    TIMEOUTS,
    { ...settings, isSecure: tls !== undefined },
    (excess) => {
      metrics.observer.refused(excess);
      lines.log("ended connections", "", "warn", `Ended a network connection: ${excess}`);
    },
  );
  const { sessionIdPrefix = "", metricsText = () => metrics.text() } = sharedPort;
  const attachOptions = { ...attachOptionsOf(options), observer: metrics.observer, sessionIdPrefix };
  const jqluster = attach(server, attachOptions, names);
  const parts = { rooms: jqluster.rooms, backplane: options.backplane };
  metrics.measure({ ...parts, traffic });
  const isDraining = () => closing !== undefined;
  const health = () => healthOf({ ...parts, isDraining });
  const urls = () => {
    const listening = server.address();
    return typeof listening === "object" && listening ? networkUrls(listening, scheme) : [];
  };
  const pairing = createQrCodes(urls);
  const folder = folderOf(settings);
  // A proxy or a health check would send its next request on a connection that is about to end.
  server.on("request", (_request, response: ServerResponse) => {
    if (isDraining()) response.shouldKeepAlive = false;
  });
  server.on(
    "request",
    createApp({
      router: jqluster.router,
      logger,
      names,
      pairing,
      health,
      metrics: metricsText,
      tls,
      folder,
      demos: folder === undefined || settings.demos,
    }),
  );

  function folderOf({ folder, watch, ...limits }: ServiceOptions): ServedFolder | undefined {
    if (folder === undefined) return undefined;
    return createFolder(server, {
      ...limits,
      names,
      folder,
      watch,
      logger,
      networkUrls: urls,
      secureHeaders: secureHeaders(),
    });
  }

  async function listen(): Promise<ListeningAddress> {
    if (server instanceof TlsServer) await tls?.secure(server);
    await folder?.watch();
    const place = typeof port === "string" ? { path: port } : { port, host };
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ ...place, backlog: BACKLOG }, () => {
        server.off("error", reject);
        resolve(describeAddress(server.address() ?? "", scheme));
      });
    });
  }

  async function close(): Promise<void> {
    // A server that is about to listen cannot be closed yet.
    await listening?.catch(() => {});
    // Ends peers that take no part in closing, and answers that nobody reads to the end.
    const deadline = setTimeout(endAll, stopTimeout + (options.backplane ? handoverTimeout : 0));
    // Listens until the last page has left, so that /healthz can say what happens.
    await jqluster.drain();
    // A proxy then takes to another process what this one would only refuse.
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.all([jqluster.close(), folder?.close()]);
    closeIdleConnections();
    await closed;
    clearTimeout(deadline);
  }

  return {
    server: jqluster.server,
    room: (name) => jqluster.room(name),
    httpServer: server,
    metrics,
    listen() {
      listening ??= listen();
      return listening;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function attachOptionsOf(options: Partial<ServiceOptions> & AttachOptions): AttachOptions {
  const {
    port: _port,
    host: _host,
    logLevel: _level,
    logFormat: _format,
    maxHttpConnections: _connections,
    maxWaitingRequests: _requests,
    folder: _folder,
    watch: _watch,
    demos: _demos,
    tls: _tls,
    tlsCert: _cert,
    tlsKey: _key,
    ...others
  } = options;
  return others;
}

/** Logs what to do instead when another program's cluster spreads the connections of one port over processes. */
function warnInForeignCluster(logger: Logger): void {
  if (cluster.isWorker) logger("warn", FOREIGN_CLUSTER);
}

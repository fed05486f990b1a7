import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { namesAnsweredTo } from "../admission";
import { type AttachOptions, attach } from "../attach/attach";
import { type JqlusterServer, LogThrottle, silentLogger } from "../core";
import { checkOptions } from "../options/check-options";
import { type ServiceOptions, withDefaults } from "../options/options";
import { createApp } from "./app";
import { healthOf } from "./health";
import { ServiceMetrics } from "./metrics/metrics";
import { networkUrls } from "./network-urls";
import { createPairing } from "./pairing";
import { createFollowedServer } from "./tracked-server";

/** Where a service listens. */
export interface ListeningAddress {
  readonly host: string;
  readonly port: number;
  /** The address to open in a browser. */
  readonly url: string;
  /** The addresses for other machines of the network, the likeliest first; none while only this machine is let in. */
  readonly networkUrls: readonly string[];
}

/** The standalone service: demo pages, the browser script and both transports on one port. */
export interface Service {
  /** The core, to look at or to register connections of your own with. */
  readonly server: JqlusterServer;
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
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};
/** How long nothing may move on a connection, in milliseconds: polls are answered more often than that. */
const IDLE_TIMEOUT = 60_000;

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
  return assembleService(options);
}

/** Wires the parts of a service that may share its port with others. */
export function assembleService(
  options: Partial<ServiceOptions> & AttachOptions,
  sharedPort: SharedPort = {},
): ServiceParts {
  checkOptions("createService", options, "service");
  const settings = withDefaults(options);
  const { port, host, allowHost, stopTimeout } = settings;
  const { logger = silentLogger } = options;
  const names = namesAnsweredTo(allowHost, host);
  let listening: Promise<ListeningAddress> | undefined;
  let closing: Promise<void> | undefined;
  const metrics = new ServiceMetrics(options.observer);
  const lines = new LogThrottle(logger);
  const { server, endUnasked, endAll } = createFollowedServer(TIMEOUTS, settings, (excess) => {
    metrics.observer.refused(excess);
    lines.log("ended connections", "", "warn", `Ended a network connection: ${excess}`);
  });
  server.timeout = IDLE_TIMEOUT;
  const { sessionIdPrefix = "", metricsText = () => metrics.text() } = sharedPort;
  const attachOptions = { ...attachOptionsOf(options), observer: metrics.observer, sessionIdPrefix };
  const jqluster = attach(server, attachOptions, names);
  const parts = { core: jqluster.server, backplane: options.backplane };
  metrics.measure({ ...parts, server });
  const isDraining = () => closing !== undefined;
  const health = () => healthOf({ ...parts, isDraining });
  const pairing = createPairing(() => server.address() as AddressInfo | null);
  server.on(
    "request",
    createApp({ router: jqluster.router, logger, names, pairing, health, metrics: metricsText }),
  );

  function listen(): Promise<ListeningAddress> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve(describeAddress(server.address() as AddressInfo));
      });
    });
  }

  async function close(): Promise<void> {
    // A server that is about to listen cannot be closed yet.
    await listening?.catch(() => {});
    // Ends peers that take no part in closing, and answers that nobody reads to the end.
    const deadline = setTimeout(endAll, stopTimeout);
    // Listens until the last page has left, so that /healthz can say what happens.
    await jqluster.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      endUnasked();
    });
    clearTimeout(deadline);
  }

  return {
    server: jqluster.server,
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
    ...others
  } = options;
  return others;
}

/** What to tell people of an address that is listened on. */
export function describeAddress(listening: AddressInfo): ListeningAddress {
  const { address, family, port } = listening;
  const everywhere = address === "0.0.0.0" || address === "::";
  const name = everywhere ? "localhost" : family === "IPv6" ? `[${address}]` : address;
  return { host: address, port, url: `http://${name}:${port}/`, networkUrls: networkUrls(listening) };
}

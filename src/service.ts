import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type AttachOptions, attachJqluster } from "./attach";
import { checkOptions } from "./check-options";
import { silentLogger } from "./core";
import { createApp } from "./http/app";
import { type ServiceOptions, withDefaults } from "./options";

/** Where a service listens. */
export interface ListeningAddress {
  readonly host: string;
  readonly port: number;
  /** The address to open in a browser. */
  readonly url: string;
}

/** The standalone service: demo pages, the browser script and both transports on one port. */
export interface Service {
  /**
   * Starts to listen. A second call gives the same promise.
   *
   * @throws Error with `code` `EADDRINUSE` and the like when the address cannot be had.
   */
  listen(): Promise<ListeningAddress>;
  /** Ends all connections and stops listening. A second call waits for the first. */
  close(): Promise<void>;
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
  checkOptions("createService", options, "service");
  const { port, host } = withDefaults(options);
  const { logger = silentLogger } = options;
  let listening: Promise<ListeningAddress> | undefined;
  let closing: Promise<void> | undefined;
  const server = createServer();
  const jqluster = attachJqluster(server, attachOptionsOf(options));
  server.on(
    "request",
    createApp({ router: jqluster.router, logger, isDraining: () => closing !== undefined }),
  );

  function listen(): Promise<ListeningAddress> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve(describe(server.address() as AddressInfo));
      });
    });
  }

  async function close(): Promise<void> {
    // A server that is about to listen cannot be closed yet.
    await listening?.catch(() => {});
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await jqluster.close();
    server.closeAllConnections();
    await closed;
  }

  return {
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
  const { port: _port, host: _host, logLevel: _level, logFormat: _format, ...others } = options;
  return others;
}

function describe({ address, family, port }: AddressInfo): ListeningAddress {
  const everywhere = address === "0.0.0.0" || address === "::";
  const name = everywhere ? "localhost" : family === "IPv6" ? `[${address}]` : address;
  return { host: address, port, url: `http://${name}:${port}/` };
}

import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type AttachOptions, attachJqluster } from "./attach";
import { createApp } from "./http/app";
import { DEFAULTS, type ServiceOptions } from "./options";

/** Where a service listens. */
export interface ListeningAddress {
  readonly host: string;
  readonly port: number;
  /** The address to open in a browser. */
  readonly url: string;
}

/** The standalone service: demo pages, the browser script and both transports on one port. */
export interface Service {
  /** @throws Error with `code` `EADDRINUSE` and the like when the address cannot be had. */
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
  const { port, host, ...settings } = { ...DEFAULTS, ...options };
  const logger = options.logger ?? (() => {});
  let closing: Promise<void> | undefined;
  const server = createServer();
  const jqluster = attachJqluster(server, settings);
  server.on(
    "request",
    createApp({ router: jqluster.router, logger, isDraining: () => closing !== undefined }),
  );
  // The server is ours alone, so an upgrade that no transport took would wait for ever.
  server.on("upgrade", (_request, socket) => {
    setImmediate(() => {
      if (!(socket as Socket).writableEnded && (socket as Socket).bytesWritten === 0) socket.destroy();
    });
  });

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await jqluster.close();
    server.closeAllConnections();
    await closed;
  }

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          resolve(describe(server.address() as AddressInfo));
        });
      }),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function describe({ address, family, port }: AddressInfo): ListeningAddress {
  const everywhere = address === "0.0.0.0" || address === "::";
  const name = everywhere ? "localhost" : family === "IPv6" ? `[${address}]` : address;
  return { host: address, port, url: `http://${name}:${port}/` };
}

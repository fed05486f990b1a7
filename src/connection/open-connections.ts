import { stopNotice, ThrottledLog } from "../core";
import type { ConnectionPort } from "./connection-port";
import { NodeConnection, type NodeConnectionOptions } from "./node-connection";

/** The longest time between closing two connections, in milliseconds. */
const MAX_DRAIN_STEP = 10;
/** How often draining continues, in milliseconds. */
const DRAIN_INTERVAL = 5;

/** The open connections of pages. */
export class OpenConnections {
  readonly #open = new Set<NodeConnection>();
  readonly #options: NodeConnectionOptions;

  /** @param options - The options of every connection. */
  constructor(options: NodeConnectionOptions) {
    this.#options = {
      ...options,
      unregisteredLog: new ThrottledLog(options.logger),
      onEnd: (connection) => {
        this.#open.delete(connection);
        options.onEnd?.(connection);
      },
    };
  }

  /** Takes a new connection of a transport. */
  open(port: ConnectionPort): NodeConnection {
    const connection = new NodeConnection(port, this.#options);
    this.#open.add(connection);
    return connection;
  }

  /**
   * Closes all connections one after the other, so that their pages do not all reconnect elsewhere at the same moment.
   * Each page is told before, and its pending requests are answered with an error.
   *
   * @param within - How long it may take, in milliseconds; 0 closes all at once.
   * @param mayMove - Whether their sessions wait for being taken over by another process.
   */
  async drain(within: number, mayMove = false): Promise<void> {
    const leaving = [...this.#open];
    const duration = Math.min(within, (leaving.length - 1) * MAX_DRAIN_STEP);
    for (const connection of leaving) connection.tell(stopNotice());
    const start = performance.now();
    let closed = 0;
    while (closed < leaving.length) {
      const share = duration > 0 ? (performance.now() - start) / duration : 1;
      const due = Math.max(1, Math.min(share, 1) * leaving.length);
      for (; closed < due; closed++) leaving[closed]?.close("server stops", mayMove);
      if (closed < leaving.length) await new Promise((resolve) => setTimeout(resolve, DRAIN_INTERVAL));
    }
    // Connections that were opened meanwhile.
    for (const connection of [...this.#open]) connection.close("server stops", mayMove);
  }
}

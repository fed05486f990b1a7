import { LogThrottle } from "../core";
import type { ConnectionPort } from "./connection-port";
import { NodeConnection, type NodeConnectionOptions } from "./node-connection";

/** The doors that are open now. */
export class OpenConnections implements Iterable<NodeConnection> {
  readonly #open = new Set<NodeConnection>();
  readonly #options: NodeConnectionOptions;

  /** @param options - What every door has in common. */
  constructor(options: NodeConnectionOptions) {
    this.#options = {
      ...options,
      strangersLog: new LogThrottle(options.logger),
      onEnd: (connection) => {
        this.#open.delete(connection);
        options.onEnd?.(connection);
      },
    };
  }

  /** Makes the door for a connected page. */
  open(port: ConnectionPort): NodeConnection {
    const connection = new NodeConnection(port, this.#options);
    this.#open.add(connection);
    return connection;
  }

  /** How many there are. */
  get size(): number {
    return this.#open.size;
  }

  [Symbol.iterator](): Iterator<NodeConnection> {
    return this.#open.values();
  }
}

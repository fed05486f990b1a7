import type { MessageId } from "../../protocol";
import { LazyMap } from "../lazy-map";

/** The most listeners remembered for a connection. Beyond it the oldest are forgotten: their signals are not checked. */
const MAX_PER_CONNECTION = 10_000;

/**
 * The listeners that each connection has on other nodes, so that a signal from any other node is known to be forged.
 * A listener is remembered until its connection ends or frees it.
 */
export class ListenRequests {
  readonly #nodesByConnection = new LazyMap<string, Map<MessageId, string>>();

  /** Remembers that a connection listens on a node. */
  add(connection: string, messageId: MessageId, nodeId: string): void {
    const nodes = this.#nodesByConnection.get(connection);
    if (!nodes) {
      this.#nodesByConnection.set(connection, new Map([[messageId, nodeId]]));
      return;
    }
    nodes.set(messageId, nodeId);
    if (nodes.size <= MAX_PER_CONNECTION) return;
    for (const oldest of nodes.keys()) {
      nodes.delete(oldest);
      return;
    }
  }

  /** The node that one of these connections listens on by this request, or `undefined` when none does. */
  nodeOf(connections: Iterable<{ readonly uniqueId: string }>, messageId: MessageId): string | undefined {
    if (this.#nodesByConnection.size === 0) return undefined;
    for (const { uniqueId } of connections) {
      const node = this.#nodesByConnection.get(uniqueId)?.get(messageId);
      if (node !== undefined) return node;
    }
    return undefined;
  }

  /** The listeners of a connection, and the node of each. */
  of(connection: string): [MessageId, string][] {
    return [...(this.#nodesByConnection.get(connection) ?? [])];
  }

  /** The connection freed a listener. */
  remove(connection: string, messageId: MessageId): void {
    this.#nodesByConnection.get(connection)?.delete(messageId);
  }

  /** The connection ended. */
  connectionGone(connection: string): void {
    this.#nodesByConnection.delete(connection);
  }
}

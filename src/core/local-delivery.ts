import type { Message } from "../protocol";
import { Delivery } from "./delivery";
import { quote } from "./log";
import type { Registration, Registry } from "./registry";
import type { ThrottledLog } from "./throttled-log";

/** Finds the connections of this process that a message is addressed to, and sends it to them. */
export class LocalDelivery {
  readonly #registry: Registry;
  readonly #log: ThrottledLog;

  constructor(registry: Registry, log: ThrottledLog) {
    this.#registry = registry;
    this.#log = log;
  }

  /**
   * Of the connections of a node or page, those that a message of this process goes to: none that still receives what this
   * process sends from another one.
   */
  targets(connections: Iterable<Registration>): Registration[] {
    const targets: Registration[] = [];
    for (const registration of connections) {
      if (!registration.isArriving) targets.push(registration);
    }
    return targets;
  }

  /** The IDs of a node's pages; `undefined` for a page that has none. */
  pagesOf(nodeId: string): (string | undefined)[] {
    return Array.from(this.#registry.of(nodeId), ({ pageId }) => pageId);
  }

  /** Sends a message to connections. @returns How many of them received it. */
  deliver(targets: readonly Registration[], delivery: Delivery): number {
    let delivered = 0;
    for (const target of targets) if (this.send(target, delivery)) delivered += 1;
    return delivered;
  }

  /** Sends a message of the server to one connection, if it is still registered. */
  tell(uniqueId: string, message: Message): void {
    const target = this.#registry.get(uniqueId);
    if (target) this.send(target, new Delivery(message));
  }

  /** Whether a connection is still registered. */
  has(target: Registration): boolean {
    return this.#registry.get(target.uniqueId) === target;
  }

  /** Sends a message to one connection. @returns Whether its sender accepted it. */
  send(target: Registration, delivery: Delivery): boolean {
    // A sender called before this one may have unregistered it.
    if (!this.has(target)) return false;
    try {
      target.sender(delivery.message, delivery);
      return true;
    } catch (error) {
      const { uniqueId, nodeId } = target;
      const text = `Sending to connection ${quote(uniqueId)} failed: ${quote(error)}`;
      this.#log.log("failed sendings", uniqueId, "error", text, { connection: uniqueId, node: nodeId });
      return false;
    }
  }
}

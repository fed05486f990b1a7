import type { Message } from "../protocol";
import { quote } from "./log";
import type { LogThrottle } from "./log-throttle";
import type { Registration, Registry } from "./registry";
import { Delivery } from "./sender";

/** Finds the connections of this process that a message is for, and gives it to them. */
export class LocalDelivery {
  readonly #registry: Registry;
  readonly #log: LogThrottle;

  constructor(registry: Registry, log: LogThrottle) {
    this.#registry = registry;
    this.#log = log;
  }

  /** The connections that a message to this node, or to its one page, is for. */
  targets(nodeId: string, pageId: string | undefined): Registration[] {
    const all = [...this.#registry.of(nodeId)];
    return pageId === undefined ? all : all.filter((registration) => registration.pageId === pageId);
  }

  /** The IDs of a node's pages; `undefined` for a page that has none. */
  pagesOf(nodeId: string): (string | undefined)[] {
    return Array.from(this.#registry.of(nodeId), ({ pageId }) => pageId);
  }

  /** @returns How many senders took it. */
  deliver(targets: readonly Registration[], delivery: Delivery): number {
    let taken = 0;
    for (const target of targets) if (this.send(target, delivery)) taken += 1;
    return taken;
  }

  /** Gives a message of the server's own to one connection, if it is still there. */
  tell(uniqueId: string, message: Message): void {
    const target = this.#registry.get(uniqueId);
    if (target) this.send(target, new Delivery(message));
  }

  /** @returns Whether the sender took it. */
  send(target: Registration, delivery: Delivery): boolean {
    // A sender called before this one may have unregistered it.
    if (this.#registry.get(target.uniqueId) !== target) return false;
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

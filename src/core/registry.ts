import type { ReceivedElsewhere } from "./cluster/received-elsewhere";
import type { Sender } from "./delivery";

/** One connected page, registered under a node ID. */
export interface Registration {
  /** Unique among all connections of this server. */
  readonly uniqueId: string;
  readonly nodeId: string;
  /** The page's own ID, from pages that know of them. */
  readonly pageId: string | undefined;
  readonly sender: Sender;
  /** Whether its page has a session, and so keeps within the limits by itself. */
  readonly hasSession: boolean;
  /** Whether its page still receives what this process sends from the process that gives its session over. */
  isArriving?: boolean;
  /** What its page received on the process that it came from. */
  receivedElsewhere?: ReceivedElsewhere;
}

const NO_CONNECTIONS: ReadonlySet<Registration> = new Set();

/** The registered pages, by connection and by node. A node without a page leaves nothing behind. */
export class Registry {
  readonly #byConnection = new Map<string, Registration>();
  readonly #byNode = new Map<string, Set<Registration>>();

  /** How many connections are registered. */
  get connections(): number {
    return this.#byConnection.size;
  }

  /** How many different nodes are registered. */
  get nodes(): number {
    return this.#byNode.size;
  }

  get(uniqueId: string): Registration | undefined {
    return this.#byConnection.get(uniqueId);
  }

  /** The connections of a node, in the order they registered; empty when there is none. */
  of(nodeId: string): ReadonlySet<Registration> {
    return this.#byNode.get(nodeId) ?? NO_CONNECTIONS;
  }

  /** @returns Whether this is the node's first connection. */
  add(registration: Registration): boolean {
    this.#byConnection.set(registration.uniqueId, registration);
    const ofNode = this.#byNode.get(registration.nodeId);
    if (ofNode) {
      ofNode.add(registration);
      return false;
    }
    this.#byNode.set(registration.nodeId, new Set([registration]));
    return true;
  }

  /** @returns Whether this was the node's last connection. */
  remove(registration: Registration): boolean {
    this.#byConnection.delete(registration.uniqueId);
    const ofNode = this.#byNode.get(registration.nodeId);
    if (!ofNode) return false;
    ofNode.delete(registration);
    if (ofNode.size > 0) return false;
    this.#byNode.delete(registration.nodeId);
    return true;
  }
}

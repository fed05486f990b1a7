import type { ReceivedElsewhere } from "./cluster/received-elsewhere";
import type { Sender } from "./delivery";
import { LazyMap } from "./lazy-map";

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

/** The connections of a node. Most nodes have one, in a list, which takes a third of the memory of a set. */
type Connections = readonly Registration[] | Set<Registration>;

/** Of a node with more connections than this, the pages are indexed once one of them is looked for. */
const MANY_CONNECTIONS = 16;

/** The registered pages, by connection and by node. A node without a page leaves nothing behind. */
export class Registry {
  readonly #byConnection = new Map<string, Registration>();
  readonly #byNode = new Map<string, Connections>();
  /** For nodes with many connections, those of each page: two while a page changes its connection. */
  readonly #byPage = new LazyMap<string, Map<string | undefined, Registration[]>>();

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
  of(nodeId: string): Iterable<Registration> {
    return this.#byNode.get(nodeId) ?? [];
  }

  /** The connections of one page of a node; `undefined`: of all its pages. */
  ofPage(nodeId: string, pageId: string | undefined): Iterable<Registration> {
    const connections = this.#byNode.get(nodeId) ?? [];
    if (pageId === undefined) return connections;
    if (hasMany(connections)) return this.#pagesOf(nodeId, connections).get(pageId) ?? [];
    const ofPage: Registration[] = [];
    for (const registration of connections) if (registration.pageId === pageId) ofPage.push(registration);
    return ofPage;
  }

  /** @returns Whether this is the node's first connection. */
  add(registration: Registration): boolean {
    this.#byConnection.set(registration.uniqueId, registration);
    const { nodeId } = registration;
    const ofNode = this.#byNode.get(nodeId);
    if (!ofNode) {
      this.#byNode.set(nodeId, [registration]);
      return true;
    }
    if (ofNode instanceof Set) ofNode.add(registration);
    else this.#byNode.set(nodeId, new Set([...ofNode, registration]));
    const pages = this.#byPage.get(nodeId);
    if (pages) addTo(pages, registration);
    return false;
  }

  /** @returns Whether this was the node's last connection. */
  remove(registration: Registration): boolean {
    this.#byConnection.delete(registration.uniqueId);
    const ofNode = this.#byNode.get(registration.nodeId);
    if (!ofNode) return false;
    if (ofNode instanceof Set) {
      ofNode.delete(registration);
      if (hasMany(ofNode)) {
        const pages = this.#byPage.get(registration.nodeId);
        if (pages) removeFrom(pages, registration);
        return false;
      }
      this.#byPage.delete(registration.nodeId);
      if (ofNode.size > 0) return false;
    } else if (ofNode[0] !== registration) return false;
    this.#byNode.delete(registration.nodeId);
    return true;
  }

  #pagesOf(
    nodeId: string,
    connections: Iterable<Registration>,
  ): ReadonlyMap<string | undefined, Registration[]> {
    const indexed = this.#byPage.get(nodeId);
    if (indexed) return indexed;
    const pages = new Map<string | undefined, Registration[]>();
    for (const registration of connections) addTo(pages, registration);
    this.#byPage.set(nodeId, pages);
    return pages;
  }
}

function hasMany(connections: Connections): boolean {
  return connections instanceof Set && connections.size > MANY_CONNECTIONS;
}

function addTo(pages: Map<string | undefined, Registration[]>, registration: Registration): void {
  const ofPage = pages.get(registration.pageId);
  if (ofPage) ofPage.push(registration);
  else pages.set(registration.pageId, [registration]);
}

function removeFrom(pages: Map<string | undefined, Registration[]>, registration: Registration): void {
  const others = pages.get(registration.pageId)?.filter((other) => other !== registration) ?? [];
  if (others.length > 0) pages.set(registration.pageId, others);
  else pages.delete(registration.pageId);
}

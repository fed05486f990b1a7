import type { JsonValue } from "../../protocol";
import type { Backplane } from "../backplane";
import type { ClusterPresence, PresenceListener } from "./cluster";
import { decodePublication, nodeChannel, type Publication, watchChannel } from "./publication";
import type { Queries } from "./queries";

/** How often the processes that have watched nodes are counted, in milliseconds. The count detects killed processes. */
const COUNT_INTERVAL = 3000;
const COUNT_BATCH = 500;
/** How long other processes may need to come back after the connection was lost, in milliseconds. */
const RETURN_TIME = 1500;

/** The response to a query for the pages of a node. */
export interface PagesResponse {
  readonly process: string;
  readonly pages: readonly string[];
}

interface Watched {
  /** The page IDs on each process that has the node, without the pages that have no ID. */
  processes: Map<string, Set<string>>;
  /** How many notices were received. Responses to a query that was open meanwhile are older than these notices. */
  notices: number;
  /** Whether notices may have been missed. */
  isStale: boolean;
  /** Settled once the last query was answered. */
  queried: Promise<void>;
}

/**
 * The pages that watched nodes have on the other processes of a backplane: queried once, then updated by notices.
 * Processes are counted at intervals, since a killed process sends no notice.
 */
export class BackplanePresence implements ClusterPresence {
  readonly #backplane: Backplane;
  readonly #queries: Queries;
  readonly #nodes = new Map<string, Watched>();
  #listener: PresenceListener = () => {};
  #timer: ReturnType<typeof setInterval> | undefined;
  #reconnectedAt = Number.NEGATIVE_INFINITY;

  constructor(backplane: Backplane, queries: Queries) {
    this.#backplane = backplane;
    this.#queries = queries;
  }

  onChange(listener: PresenceListener): void {
    this.#listener = listener;
  }

  hasNode(nodeId: string): boolean {
    return (this.#nodes.get(nodeId)?.processes.size ?? 0) > 0;
  }

  hasPage(nodeId: string, pageId: string): boolean {
    for (const pages of this.#nodes.get(nodeId)?.processes.values() ?? []) {
      if (pages.has(pageId)) return true;
    }
    return false;
  }

  watch(nodeId: string): Promise<void> {
    const known = this.#nodes.get(nodeId);
    if (known) return known.queried;
    const watched: Watched = { processes: new Map(), notices: 0, isStale: false, queried: Promise.resolve() };
    this.#nodes.set(nodeId, watched);
    this.#timer ??= setInterval(() => this.#countAll(), COUNT_INTERVAL);
    const subscribed = this.#backplane.subscribe(watchChannel(nodeId), (payload) => {
      this.#receive(nodeId, watched, decodePublication(payload));
    });
    watched.queried = subscribed.then(() => this.#query(nodeId, watched));
    return watched.queried;
  }

  unwatch(nodeId: string): void {
    if (!this.#nodes.delete(nodeId)) return;
    this.#backplane.unsubscribe(watchChannel(nodeId));
    if (this.#nodes.size === 0) this.close();
  }

  /** Another process has ended: its pages are counted at once. */
  lost(): void {
    void this.#countAll();
  }

  /** The backplane is up again: notices were missed meanwhile. */
  reconnected(): void {
    this.#reconnectedAt = performance.now();
    for (const watched of this.#nodes.values()) watched.isStale = true;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #receive(nodeId: string, watched: Watched, publication: Publication | undefined): void {
    if (publication?.kind !== "page") return;
    watched.notices += 1;
    const { process, page, pageHere, nodeHere } = publication;
    const pages = new Set(watched.processes.get(process));
    if (page !== null) {
      if (pageHere) pages.add(page);
      else pages.delete(page);
    }
    const processes = new Map(watched.processes);
    if (nodeHere) processes.set(process, pages);
    else processes.delete(process);
    this.#update(nodeId, watched, processes);
  }

  #queryAgain(nodeId: string, watched: Watched): void {
    watched.queried = watched.queried.then(() => this.#query(nodeId, watched));
  }

  async #query(nodeId: string, watched: Watched): Promise<void> {
    const { notices } = watched;
    const { responses, complete } = await this.#queries.send(nodeChannel(nodeId), {
      about: "pages",
      node: nodeId,
    });
    if (this.#nodes.get(nodeId) !== watched) return;
    if (!complete) watched.isStale = true;
    // Notices received meanwhile are newer than the responses. The next count finds what they leave open.
    const isCurrent = watched.notices === notices;
    const processes = complete && isCurrent ? new Map<string, Set<string>>() : new Map(watched.processes);
    for (const response of responses) {
      const { process, pages } = response as JsonValue & PagesResponse;
      if (isCurrent || !processes.has(process)) processes.set(process, new Set(pages));
    }
    this.#update(nodeId, watched, processes);
  }

  #update(nodeId: string, watched: Watched, processes: Map<string, Set<string>>): void {
    const before = pagesOf(watched.processes);
    const wasOnline = watched.processes.size > 0;
    watched.processes = processes;
    const after = pagesOf(processes);
    let isNotified = false;
    for (const id of new Set([...before, ...after])) {
      if (before.has(id) === after.has(id)) continue;
      isNotified = true;
      this.#listener(nodeId, id);
    }
    if (!isNotified && wasOnline !== processes.size > 0) this.#listener(nodeId);
  }

  async #countAll(): Promise<void> {
    if (performance.now() < this.#reconnectedAt + RETURN_TIME) return;
    const all = [...this.#nodes];
    for (let start = 0; start < all.length && this.#backplane.isUp; start += COUNT_BATCH) {
      const batch = all.slice(start, start + COUNT_BATCH);
      try {
        const counts = await this.#backplane.count(batch.map(([nodeId]) => nodeChannel(nodeId)));
        batch.forEach(([nodeId, watched], index) => {
          if (!watched.isStale && counts[index] === watched.processes.size) return;
          watched.isStale = false;
          this.#queryAgain(nodeId, watched);
        });
      } catch {
        // The backplane is down. When it is up again, every node is stale and will be queried.
        return;
      }
    }
  }
}

function pagesOf(processes: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  return new Set([...processes.values()].flatMap((pages) => [...pages]));
}

import type { JsonValue } from "../../protocol";
import type { Backplane } from "../backplane";
import { decodePublication, nodeChannel, type Publication, watchChannel } from "./publication";
import type { Inquiries } from "./queries";

/** How often the processes that have watched nodes are counted, in milliseconds: what finds the killed ones. */
const COUNT_INTERVAL = 3000;
const COUNT_BATCH = 500;
/** How long other processes may need to come back after the connection was lost, in milliseconds. */
const RETURN_TIME = 1500;

/** The answer to the question for the pages of a node. */
export interface PagesAnswer {
  readonly process: string;
  readonly pages: readonly string[];
}

/** Called when a page of a watched node came or left elsewhere: one with an ID, or without one the first or the last. */
export type PresenceListener = (nodeId: string, pageId?: string) => void;

interface Watched {
  /** The page IDs on each process that has the node; pages without an ID do not appear. */
  processes: Map<string, Set<string>>;
  /** Counts what was heard: an answer gathered meanwhile is older than that. */
  heard: number;
  /** Whether changes may have been missed. */
  isStale: boolean;
  look: Promise<void>;
}

/**
 * Knows which pages watched nodes have on other processes: it asks once, hears of changes, and counts now and then,
 * since a process that was killed tells nobody.
 */
export class RemotePresence {
  readonly #backplane: Backplane;
  readonly #inquiries: Inquiries;
  readonly #nodes = new Map<string, Watched>();
  #listener: PresenceListener = () => {};
  #timer: ReturnType<typeof setInterval> | undefined;
  #reconnectedAt = Number.NEGATIVE_INFINITY;

  constructor(backplane: Backplane, inquiries: Inquiries) {
    this.#backplane = backplane;
    this.#inquiries = inquiries;
  }

  onChange(listener: PresenceListener): void {
    this.#listener = listener;
  }

  /** Whether another process has the node, as far as is known: only for watched nodes. */
  isThere(nodeId: string): boolean {
    return (this.#nodes.get(nodeId)?.processes.size ?? 0) > 0;
  }

  /** Whether another process has this page of the node, as far as is known: only for watched nodes. */
  hasPage(nodeId: string, pageId: string): boolean {
    for (const pages of this.#nodes.get(nodeId)?.processes.values() ?? []) {
      if (pages.has(pageId)) return true;
    }
    return false;
  }

  /** @returns Settled, never with an error, once it has been looked whether the node is there. */
  watch(nodeId: string): Promise<void> {
    const known = this.#nodes.get(nodeId);
    if (known) return known.look;
    const watched: Watched = { processes: new Map(), heard: 0, isStale: false, look: Promise.resolve() };
    this.#nodes.set(nodeId, watched);
    this.#timer ??= setInterval(() => this.#countAll(), COUNT_INTERVAL);
    const subscribed = this.#backplane.subscribe(watchChannel(nodeId), (payload) => {
      this.#hear(nodeId, watched, decodePublication(payload));
    });
    watched.look = subscribed.then(() => this.#look(nodeId, watched));
    return watched.look;
  }

  unwatch(nodeId: string): void {
    if (!this.#nodes.delete(nodeId)) return;
    this.#backplane.unsubscribe(watchChannel(nodeId));
    if (this.#nodes.size === 0) this.close();
  }

  /** The connection to the other processes is back: what changed meanwhile was not heard. */
  reconnected(): void {
    this.#reconnectedAt = performance.now();
    for (const watched of this.#nodes.values()) watched.isStale = true;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #hear(nodeId: string, watched: Watched, publication: Publication | undefined): void {
    if (publication?.kind !== "page") return;
    watched.heard += 1;
    const { process, page, pageHere, nodeHere } = publication;
    const pages = new Set(watched.processes.get(process));
    if (page !== null) {
      if (pageHere) pages.add(page);
      else pages.delete(page);
    }
    const processes = new Map(watched.processes);
    if (nodeHere) processes.set(process, pages);
    else processes.delete(process);
    this.#become(nodeId, watched, processes);
  }

  #lookAgain(nodeId: string, watched: Watched): void {
    watched.look = watched.look.then(() => this.#look(nodeId, watched));
  }

  async #look(nodeId: string, watched: Watched): Promise<void> {
    const { heard } = watched;
    const { answers, complete } = await this.#inquiries.ask(nodeChannel(nodeId), {
      about: "pages",
      node: nodeId,
    });
    if (this.#nodes.get(nodeId) !== watched) return;
    if (!complete) watched.isStale = true;
    // What was heard meanwhile is newer; the next count finds what it leaves open.
    const isNews = watched.heard === heard;
    const processes = complete && isNews ? new Map<string, Set<string>>() : new Map(watched.processes);
    for (const answer of answers) {
      const { process, pages } = answer as JsonValue & PagesAnswer;
      if (isNews || !processes.has(process)) processes.set(process, new Set(pages));
    }
    this.#become(nodeId, watched, processes);
  }

  #become(nodeId: string, watched: Watched, processes: Map<string, Set<string>>): void {
    const before = pagesOf(watched.processes);
    const wasThere = watched.processes.size > 0;
    watched.processes = processes;
    const after = pagesOf(processes);
    let told = false;
    for (const id of new Set([...before, ...after])) {
      if (before.has(id) === after.has(id)) continue;
      told = true;
      this.#listener(nodeId, id);
    }
    if (!told && wasThere !== processes.size > 0) this.#listener(nodeId);
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
          this.#lookAgain(nodeId, watched);
        });
      } catch {
        // Out of reach: on return everything is looked at again.
        return;
      }
    }
  }
}

function pagesOf(processes: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  return new Set([...processes.values()].flatMap((pages) => [...pages]));
}

import { isWithin } from "../../attach/intercept";

/** What {@link Placement} needs. */
export interface PlacementOptions {
  /** The number of this worker. */
  readonly worker: number;
  /** How many workers there are when none is missing. */
  readonly workers: number;
  /** The numbers of the workers that are there now. */
  readonly members: () => readonly number[];
  readonly socketIoPath: string;
  readonly websocketPath: string;
}

/** The Socket.IO session IDs of a worker begin with this, so that every worker can tell whose a session is. */
export function sessionPrefix(worker: number): string {
  return `w${worker}-`;
}

/**
 * Says which worker a request belongs to: that of its Socket.IO session, or else that of the room it names, so that the
 * pages of one room meet in one process, or else that of the session which its page resumes. While nobody comes or goes, every worker says the same.
 */
export class Placement {
  readonly #options: PlacementOptions;

  constructor(options: PlacementOptions) {
    this.#options = options;
  }

  /** The worker that a request belongs to, unless it is this one or any may take it. It may be gone. */
  otherOwner(url: string): number | undefined {
    const { socketIoPath, websocketPath, worker } = this.#options;
    const [path = "", query = ""] = url.split("?", 2);
    if (!isWithin(socketIoPath, path) && path !== websocketPath) return undefined;
    const [, session] = /(?:^|&)sid=w(\d{1,6})-/.exec(query) ?? [];
    const owner = session === undefined ? this.#ownerOfNew(query) : Number(session);
    return owner === worker ? undefined : owner;
  }

  /** Whether the worker is there now. */
  has(worker: number): boolean {
    return this.#options.members().includes(worker);
  }

  /** A page without a room that comes back names the worker that has its session. */
  #ownerOfNew(query: string): number | undefined {
    const owner = this.#ownerOfRoom(query);
    if (owner !== undefined) return owner;
    const [, former] = /(?:^|&)session=w(\d{1,6})-(?:&|$)/.exec(query) ?? [];
    return former !== undefined && this.has(Number(former)) ? Number(former) : undefined;
  }

  /**
   * The worker with the highest score for the room: when one dies, only its rooms move. The score is that of its place
   * among the workers, which a worker that follows one that crashed inherits.
   */
  #ownerOfRoom(query: string): number | undefined {
    // Most name no room, and need no parsing.
    const room = query.includes("room=") ? new URLSearchParams(query).get("room") : null;
    if (!room) return undefined;
    const hash = hashOf(room);
    let best: { readonly worker: number; readonly score: number } | undefined;
    for (const worker of this.#options.members()) {
      const score = mix(hash ^ mix(1 + ((worker - 1) % this.#options.workers)));
      if (!best || score >= best.score) best = { worker, score };
    }
    return best?.worker;
  }
}

/** A 32-bit hash of a text (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** Spreads a 32-bit number over all 32 bits (the last step of MurmurHash3). */
function mix(number: number): number {
  let mixed = number;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

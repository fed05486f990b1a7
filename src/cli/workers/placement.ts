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
 * Finds the worker that a request belongs to. The first of these that the request has decides:
 * 1. its Socket.IO session;
 * 2. its room, so that the pages of one room are in one process;
 * 3. the jQluster session that its page resumes.
 *
 * All workers find the same one, unless a worker has just started or ended.
 */
export class Placement {
  readonly #options: PlacementOptions;

  constructor(options: PlacementOptions) {
    this.#options = options;
  }

  /** The other worker that a request belongs to, which may have ended; `undefined` if this one may take it. */
  otherOwner(url: string): number | undefined {
    const { socketIoPath, websocketPath, worker } = this.#options;
    const [path = "", query = ""] = url.split("?", 2);
    if (!isWithin(socketIoPath, path) && path !== websocketPath) return undefined;
    const [, session] = /(?:^|&)sid=w(\d{1,6})-/.exec(query) ?? [];
    const owner = session === undefined ? this.#ownerOfNew(query) : Number(session);
    return owner === worker ? undefined : owner;
  }

  /** Whether the worker runs now. */
  has(worker: number): boolean {
    return this.#options.members().includes(worker);
  }

  /** A page without a room names the worker of its session when it reconnects. */
  #ownerOfNew(query: string): number | undefined {
    const owner = this.#ownerOfRoom(query);
    if (owner !== undefined) return owner;
    const [, former] = /(?:^|&)session=w(\d{1,6})-(?:&|$)/.exec(query) ?? [];
    return former !== undefined && this.has(Number(former)) ? Number(former) : undefined;
  }

  /**
   * The worker with the highest score for the room. When a worker ends, only its rooms move. The score depends on the
   * worker's place, and the replacement of a crashed worker has the same place.
   */
  #ownerOfRoom(query: string): number | undefined {
    // Most requests name no room and need no parsing.
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

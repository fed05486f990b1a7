import { randomBytes } from "node:crypto";
import type { MovableSession, MovableSessions } from "../core";
import type { SessionLimits } from "../protocol";
import type { CloseReason } from "./connection-port";
import { BURST_SECONDS } from "./rate-limit";

/** Why a session ends without a word of its page. */
export type SessionEnd =
  | CloseReason
  | "did not come back in time"
  | "could not be resumed"
  | "its page began a new session"
  | "too much was sent to it meanwhile";

/** A session as {@link Sessions} keeps it. */
export interface KeptSession {
  end(reason: SessionEnd): void;
  /** This session, where it belongs to this page of this core. */
  asMovable(core: object, nodeId: string, pageId: string | undefined): MovableSession | undefined;
}

/** The options of {@link Sessions}; in limits, 0 switches one off. */
export interface SessionsOptions {
  /** How long a session waits for its page, in milliseconds; 0: there are no sessions. */
  readonly resumeTimeout: number;
  /** Messages a second. */
  readonly rateLimit: number;
  /** Requests that wait for their answers at once. */
  readonly maxPendingRequests: number;
  /** The largest message, in bytes. */
  readonly maxMessageBytes: number;
  /** Tells which process holds a session: the part of its ID before the first dot. Absent or "": there is no such part. */
  readonly sessionIdPrefix?: string;
}

/** Too many to be guessed. */
const ID_BYTES = 18;

/** So many IDs are made of random bytes that are asked for at once: each time the system is asked costs as much. */
const IDS_AT_ONCE = 64;

let random = Buffer.alloc(0);

function randomId(): string {
  if (random.length === 0) random = randomBytes(IDS_AT_ONCE * ID_BYTES);
  const id = random.toString("base64url", 0, ID_BYTES);
  random = random.subarray(ID_BYTES);
  return id;
}

/**
 * The sessions that their pages may resume, by ID, and those among them whose connection was lost.
 * A session waits `resumeTimeout` for its page; one timer serves all of them, since all wait equally long.
 */
export class Sessions<AnySession extends KeptSession> implements MovableSessions {
  /** What pages with a session may send. */
  readonly limits: SessionLimits;
  readonly #prefix: string;
  readonly #resumeTimeout: number;
  readonly #byId = new Map<string, AnySession>();
  /** When each session without a connection ends, the earliest first. */
  readonly #deadlines = new Map<AnySession, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SessionsOptions) {
    const { resumeTimeout, rateLimit, maxPendingRequests, maxMessageBytes, sessionIdPrefix } = options;
    this.#prefix = sessionIdPrefix ? `${sessionIdPrefix}.` : "";
    this.#resumeTimeout = resumeTimeout;
    this.limits = {
      rate: rateLimit,
      burst: rateLimit * BURST_SECONDS,
      pending_requests: maxPendingRequests,
      bytes: maxMessageBytes,
    };
  }

  /** Whether pages are offered sessions. */
  get areOffered(): boolean {
    return this.#resumeTimeout > 0;
  }

  /** How many sessions there are, and how many of them wait for their page. */
  get counts(): { readonly sessions: number; readonly waiting: number } {
    return { sessions: this.#byId.size, waiting: this.#deadlines.size };
  }

  /** Takes a session in. @returns Its ID. */
  add(session: AnySession): string {
    const id = this.#prefix + randomId();
    this.#byId.set(id, session);
    return id;
  }

  /** Takes in a session that another process gave, with its ID. */
  adopt(id: string, session: AnySession): string {
    this.#byId.set(id, session);
    return id;
  }

  movable(id: string, core: object, nodeId: string, pageId: string | undefined): MovableSession | undefined {
    return this.#byId.get(id)?.asMovable(core, nodeId, pageId);
  }

  find(id: string): AnySession | undefined {
    return this.#byId.get(id);
  }

  /** The connection of a session was lost: the session ends when its page does not come back in time. */
  startWaiting(session: AnySession): void {
    this.#deadlines.set(session, performance.now() + this.#resumeTimeout);
    this.#schedule();
  }

  /** The page of a session is back. */
  stopWaiting(session: AnySession): void {
    this.#deadlines.delete(session);
    if (this.#deadlines.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A session is over. */
  remove(id: string, session: AnySession): void {
    if (this.#byId.get(id) === session) this.#byId.delete(id);
    this.stopWaiting(session);
  }

  /** Ends every session that waits for its page. */
  close(): void {
    for (const session of [...this.#deadlines.keys()]) session.end("server stops");
  }

  #schedule(): void {
    if (this.#timer) return;
    for (const deadline of this.#deadlines.values()) {
      this.#timer = setTimeout(() => this.#endOverdue(), Math.max(deadline - performance.now(), 1));
      // A page that may come back is no reason for the process to live on.
      this.#timer.unref();
      return;
    }
  }

  #endOverdue(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const [session, deadline] of [...this.#deadlines]) {
      if (deadline > now) break;
      session.end("did not come back in time");
    }
    this.#schedule();
  }
}

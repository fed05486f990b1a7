import type { Backplane } from "../backplane";
import type { Registration } from "../registry";
import {
  decodePublication,
  encodePublication,
  nodeChannel,
  type Publication,
  processChannel,
  type SessionKey,
} from "./publication";
import type { MovableSession } from "./session-moves";

/** The channel of all processes with pages that replaced a session. */
const CHANNEL = "replaced-sessions";

interface Replaced {
  readonly page: Registration;
  /** The ID of the session that the page had before. */
  readonly session: string;
}

/** What {@link ReplacedSessions} needs of the cluster and the core. */
export interface ReplacedSessionsParts {
  readonly backplane: Backplane;
  readonly processId: string;
  /** Finds a session of this core. */
  readonly find: (session: SessionKey) => MovableSession | undefined;
  /** Tells the processes with a watch on the node of a page that the page is here. */
  readonly announce: (page: Registration) => void;
}

/**
 * Ends sessions whose pages have begun new ones on other processes, since theirs could not be asked for them. Until then
 * a process delivers what is said to such a page to a session that nobody resumes: replies would be lost there.
 */
export class ReplacedSessions {
  readonly #parts: ReplacedSessionsParts;
  /** For each connection here whose page replaced a session, that session. Other processes may not have heard of it. */
  readonly #replaced = new Map<string, Replaced>();

  constructor(parts: ReplacedSessionsParts) {
    this.#parts = parts;
  }

  /** A page knows its new session here, so it never resumes the one before. */
  add(page: Registration, session: string): void {
    const replaced = { page, session };
    if (this.#replaced.size === 0)
      void this.#parts.backplane.subscribe(CHANNEL, (text) => this.#receive(text));
    this.#replaced.set(page.uniqueId, replaced);
    this.#publish(replaced, nodeChannel(page.nodeId));
  }

  /** A page has left this process. */
  pageLeft(uniqueId: string): void {
    if (this.#replaced.delete(uniqueId) && this.#replaced.size === 0)
      this.#parts.backplane.unsubscribe(CHANNEL);
  }

  /** The backplane is up again. Neither side has heard of the other meanwhile. */
  reconnected(): void {
    for (const replaced of this.#replaced.values())
      this.#publish(replaced, nodeChannel(replaced.page.nodeId));
    this.#notify(CHANNEL, { kind: "rejoined", process: this.#parts.processId });
  }

  /** Ends a session of this process. */
  end(session: SessionKey): void {
    this.#parts.find(session)?.replaced();
  }

  /** Leaves the cluster. */
  close(): void {
    if (this.#replaced.size > 0) this.#parts.backplane.unsubscribe(CHANNEL);
    this.#replaced.clear();
  }

  #receive(text: string): void {
    const publication = decodePublication(text);
    if (publication?.kind !== "rejoined") return;
    for (const replaced of this.#replaced.values()) {
      this.#publish(replaced, processChannel(publication.process));
    }
  }

  #publish({ page, session }: Replaced, channel: string): void {
    // Otherwise watches would be told that the page is gone, before they hear that it is here.
    this.#parts.announce(page);
    this.#notify(channel, { kind: "replaced", session, node: page.nodeId, page: page.pageId ?? null });
  }

  /** What gets lost is published again when the backplane is up. */
  #notify(channel: string, publication: Publication): void {
    this.#parts.backplane.publish(channel, encodePublication(publication)).catch(() => {});
  }
}

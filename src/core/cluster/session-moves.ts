import type { JsonValue, Message } from "../../protocol";
import type { Backplane } from "../backplane";
import type { Registration } from "../registry";
import type { MovedRequests } from "../requests/moving-requests";
import { nodeChannel, processChannel, type SessionQuery } from "./publication";
import type { Queries } from "./queries";
import type { ReceivedMessages } from "./received-elsewhere";

/** A session of this process, as another process takes it over. */
export interface MovableSession {
  /** The ID that it is registered with. */
  readonly uniqueId: string;
  /** Takes no more input from the page. @returns Settled once what came is distributed. */
  freeze(): Promise<void>;
  /**
   * Ends the session here, without its page leaving.
   *
   * @param received - How many messages of the session the page has received.
   * @returns What the other process needs to go on with it; `undefined`: it cannot be resumed.
   */
  give(received: number): JsonValue | undefined;
  /** Its page has begun a new session on another process: ends it. */
  replaced(): void;
}

/** The sessions of this process that pages may resume on another. */
export interface MovableSessions {
  /** The session with this ID, if it belongs to this page and is registered with this core. */
  movable(id: string, core: object, nodeId: string, pageId: string | undefined): MovableSession | undefined;
}

/** A watch that moves, with what its page was told. */
export interface MovedWatch {
  readonly message: Message;
  /** Absent: nothing yet. */
  readonly told?: { readonly online: boolean; readonly pages: readonly string[] } | undefined;
}

/** What the core knows of a page that moves. */
export interface MovedPage {
  readonly requests: MovedRequests;
  readonly watches: readonly MovedWatch[];
  readonly received: ReceivedMessages;
}

/** What one process gives another with a session. */
export interface GivenSession {
  readonly session: JsonValue;
  readonly page: MovedPage;
}

/** What {@link SessionMoves} needs of the cluster and the core. */
export interface SessionMovesParts {
  readonly backplane: Backplane;
  readonly queries: Queries;
  readonly processId: string;
  /** Finds a session of this core. */
  readonly find: (query: SessionQuery) => MovableSession | undefined;
  /** Takes the page of a session that is given away out of this core. Called in the same tick as {@link give}. */
  readonly removePage: (session: MovableSession, nodeId: string) => MovedPage;
}

/** A session that the page resumes on this process. */
export interface WantedSession {
  readonly id: string;
  readonly received: number;
}

/** Finds a session on the other processes, takes it over, and gives sessions of this process to others. */
export class SessionMoves {
  readonly #parts: SessionMovesParts;

  constructor(parts: SessionMovesParts) {
    this.#parts = parts;
  }

  /**
   * Takes a session over. Messages for its node must arrive here already.
   *
   * @param begin - From here on, messages of this process for the page no longer go to the other process.
   * @returns `undefined` when no other process has it, or none gives it over in time.
   */
  async take(
    { nodeId, pageId }: Registration,
    { id, received }: WantedSession,
    begin: () => boolean,
  ): Promise<GivenSession | undefined> {
    const { queries } = this.#parts;
    const query = { about: "session", node: nodeId, page: pageId ?? null, session: id, received } as const;
    const found = await queries.send(nodeChannel(nodeId), { ...query, step: "find" });
    const owner = found.responses.find((response) => typeof response === "string");
    if (typeof owner !== "string") return undefined;
    // Every process has heard then that the page is here, before it hears that the page left the other process.
    if (!(await this.#isKnown(nodeId))) return undefined;
    const prepared = await queries.send(processChannel(owner), { ...query, step: "prepare" });
    if (prepared.responses[0] !== true || !begin()) return undefined;
    const given = await queries.send(processChannel(owner), { ...query, step: "give" });
    // Only our own processes publish.
    return (given.responses[0] as unknown as GivenSession | null | undefined) ?? undefined;
  }

  /** Responds to the query of a process that wants to take a session over. */
  respond(query: SessionQuery): JsonValue | Promise<JsonValue> {
    const session = this.#parts.find(query);
    if (!session) return null;
    if (query.step === "find") return this.#parts.processId;
    return query.step === "prepare" ? this.#prepare(session, query.node) : this.#give(session, query);
  }

  async #prepare(session: MovableSession, nodeId: string): Promise<JsonValue> {
    await session.freeze();
    // What was published before all processes knew that the other process receives it too has arrived then.
    return this.#isKnown(nodeId);
  }

  /**
   * Waits until all processes know what this one has subscribed to, and what they published before has arrived.
   *
   * @returns Whether they do. Otherwise a busy process may still publish for the page to the one that it left, where it
   *   would be lost without a word: the session must not move.
   */
  async #isKnown(nodeId: string): Promise<boolean> {
    const { backplane } = this.#parts;
    const known = backplane.sync?.() ?? backplane.count([nodeChannel(nodeId)]);
    return known.then(
      () => true,
      () => false,
    );
  }

  #give(session: MovableSession, { received, node }: SessionQuery): JsonValue {
    const given = session.give(received);
    if (given === undefined) return null;
    const page = this.#parts.removePage(session, node);
    return { session: given, page } as unknown as JsonValue;
  }
}

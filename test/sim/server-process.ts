import { SessionTakers } from "../../src/attach/session-takers";
import type { TransportHandlers } from "../../src/client/transports/transport";
import { OpenConnections, type Session, Sessions } from "../../src/connection";
import { JqlusterServer, type Logger, silentObserver } from "../../src/core";
import type { MemoryBackplane } from "../support/memory-backplane";
import { type History, now } from "./history";
import { Link, type LinkObserver } from "./link";
import type { Choices } from "./random";

/** How long the sessions of a process that stops may be taken over, in milliseconds. */
export const HANDOVER_TIMEOUT = 5_000;

/** The limits of one world. */
export interface Limits {
  readonly resumeTimeout: number;
  readonly rateLimit: number;
  readonly maxPendingRequests: number;
  readonly maxMessageBytes: number;
  readonly maxUnsentBytes: number;
}

/** A session that the server ended, and why; named by its first connection. */
export interface EndedSession {
  readonly at: number;
  readonly reason: string;
}

/** One server process. */
export class ServerProcess {
  readonly name: string;
  readonly core: JqlusterServer;
  readonly sessions: Sessions<Session>;
  readonly ended = new Map<string, EndedSession>();
  /** The connections that sessions began with. */
  readonly begun = new Set<string>();
  readonly backplane: MemoryBackplane | undefined;
  readonly #links = new Set<Link>();
  readonly #connections: OpenConnections;
  readonly #takers: SessionTakers;
  readonly #choices: Choices;
  readonly #history: History;
  #isAlive = true;

  constructor(
    name: string,
    limits: Limits,
    choices: Choices,
    history: History,
    backplane: MemoryBackplane | undefined,
  ) {
    this.name = name;
    this.backplane = backplane;
    this.#choices = choices;
    this.#history = history;
    const logger: Logger = (level, text, context) => this.#log(level, text, context?.connection);
    const observer = {
      ...silentObserver,
      refused: (reason: string) => history.violation(`${name} refused an honest page: ${reason}`),
    };
    this.sessions = new Sessions<Session>(limits);
    const { sessions } = this;
    this.core = new JqlusterServer({ ...limits, logger, sessions, ...(backplane ? { backplane } : {}) });
    this.#takers = new SessionTakers(backplane);
    this.#connections = new OpenConnections({
      ...limits,
      rooms: { enter: () => this.core },
      logger,
      observer,
      sessions,
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  connect(handlers: TransportHandlers, observer: LinkObserver): Link {
    const link = new Link(this.name, handlers, this.#choices, observer);
    this.#links.add(link);
    link.serve(this.#connections.open(link.port));
    return link;
  }

  /** Ends as a killed process does: without a word. */
  kill(): void {
    this.#isAlive = false;
    this.backplane?.cut();
    for (const link of this.#links) link.cut();
    this.core.close();
  }

  /** Stops as it does for an update. */
  async stop(): Promise<void> {
    this.#isAlive = false;
    const mayMove = await this.#takers.leave();
    await this.#connections.drain(50, mayMove);
    if (mayMove) await this.#takers.wait(() => this.sessions.counts.waiting > 0, HANDOVER_TIMEOUT);
    this.sessions.close();
    this.core.close();
    await this.backplane?.close();
  }

  #log(level: string, text: string, connection: string | undefined): void {
    const ended = /^Session ended: (.*)/.exec(text) ?? /^Closed connection "[^"]*": (.*)/.exec(text);
    if (ended?.[1] && connection !== undefined) {
      this.ended.set(connection, { at: now(), reason: ended[1] });
    }
    const begun = /^Register: connection "([^"]*)"/.exec(text);
    if (begun?.[1]) this.begun.add(begun[1]);
    if (level === "error" && /could not handle|internal|failed/.test(text)) {
      this.#history.violation(`${this.name} logs: ${text}`);
    }
    if (this.#isAlive) this.#history.note(`${this.name} ${text}`);
  }
}

import type { RefusalReason } from "../core";
import { type HostNames, hostAllowed, wrongHostText } from "./host-name";
import { type AllowOrigin, type OriginHeaders, originAllowed } from "./origin";

/** What {@link Admission} goes by. */
export interface AdmissionOptions {
  readonly allowOrigin: AllowOrigin;
  /** The names that it answers to; `"*"`: any. */
  readonly names: "*" | HostNames;
  /** How many connections there may be. 0: any number. */
  readonly maxConnections: number;
}

/** Why somebody is not let in, as an HTTP status and in words. */
export interface Rejection {
  readonly status: 403 | 503;
  readonly kind: RefusalReason;
  readonly text: string;
}

const STOPS: Rejection = { status: 503, kind: "server stops", text: "The server stops" };
const FOREIGN: Rejection = {
  status: 403,
  kind: "origin not allowed",
  text: "Pages of this origin may not connect here",
};
const FULL: Rejection = { status: 503, kind: "too many connections", text: "There are too many connections" };

/** Who may come as far as the door: asked before a handshake, and again with every request of a session. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #countConnections: () => number;
  #isStopping = false;

  /** @param countConnections - How many connections there are now. */
  constructor(options: AdmissionOptions, countConnections: () => number) {
    this.#options = options;
    this.#countConnections = countConnections;
  }

  /** Lets no new connection in from now on. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Why a request may not be served, whichever session it belongs to. */
  rejects(headers: OriginHeaders): Rejection | undefined {
    const { allowOrigin, names } = this.#options;
    if (names !== "*" && !hostAllowed(headers.host, names)) {
      return { status: 403, kind: "host not allowed", text: wrongHostText(headers.host, names) };
    }
    return originAllowed(headers, allowOrigin) ? undefined : FOREIGN;
  }

  /** Why a new connection may not be opened. */
  rejectsNew(headers: OriginHeaders): Rejection | undefined {
    const { maxConnections } = this.#options;
    if (this.#isStopping) return STOPS;
    const rejection = this.rejects(headers);
    if (rejection) return rejection;
    return maxConnections > 0 && this.#countConnections() >= maxConnections ? FULL : undefined;
  }
}

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

/** Why a connection is refused, as an HTTP status and in words. */
export interface AdmissionRefusal {
  readonly status: 403 | 503;
  readonly kind: RefusalReason;
  readonly text: string;
}

const STOPS: AdmissionRefusal = { status: 503, kind: "server stops", text: "The server stops" };
const FOREIGN: AdmissionRefusal = {
  status: 403,
  kind: "origin not allowed",
  text: "Pages of this origin may not connect here",
};
const FULL: AdmissionRefusal = {
  status: 503,
  kind: "too many connections",
  text: "There are too many connections",
};

/** Decides who may open a connection: before each handshake, and again with every request of a Socket.IO session. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #countConnections: () => number;
  /** The host that was addressed last by a name that is answered to, as the header had it. */
  #allowedHost: string | undefined;
  #isStopping = false;

  /** @param countConnections - How many connections there are now. */
  constructor(options: AdmissionOptions, countConnections: () => number) {
    this.#options = options;
    this.#countConnections = countConnections;
  }

  /** Refuses all new connections from now on. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Why a request may not be served, whichever session it belongs to. */
  refuses(headers: OriginHeaders): AdmissionRefusal | undefined {
    const { allowOrigin, names } = this.#options;
    const { host } = headers;
    // Most requests name the same host.
    if (names !== "*" && (host === undefined || host !== this.#allowedHost)) {
      if (!hostAllowed(host, names)) {
        return { status: 403, kind: "host not allowed", text: wrongHostText(host, names) };
      }
      this.#allowedHost = host;
    }
    return originAllowed(headers, allowOrigin) ? undefined : FOREIGN;
  }

  /** Why a new connection may not be opened. */
  refusesNew(headers: OriginHeaders): AdmissionRefusal | undefined {
    if (this.#isStopping) return STOPS;
    const refusal = this.refuses(headers);
    return refusal ?? (this.#isFull ? FULL : undefined);
  }

  /**
   * Why a request may not be served that may belong to a session, or open a connection.
   *
   * @param isInSession - Looks for its session. Asked only where new connections are refused.
   */
  refusesRequest(headers: OriginHeaders, isInSession: () => boolean): AdmissionRefusal | undefined {
    const isClosed = this.#isStopping || this.#isFull;
    return isClosed && !isInSession() ? this.refusesNew(headers) : this.refuses(headers);
  }

  get #isFull(): boolean {
    const { maxConnections } = this.#options;
    return maxConnections > 0 && this.#countConnections() >= maxConnections;
  }
}

import type { Backplane } from "./backplane";
import type { Logger } from "./log";
import type { Observer } from "./observer";

/** Options of the core server. */
export interface JqlusterServerOptions {
  /**
   * Where log lines go.
   * @default silent
   */
  readonly logger?: Logger;
  /**
   * Is told what happens.
   * @default nobody
   */
  readonly observer?: Observer;
  /**
   * How many requests of one connection may wait for their answers at once; more are refused. 0: no limit.
   * @default 0
   */
  readonly maxPendingRequests?: number;
  /**
   * How long a request waits for its answer before it is answered with an error, in milliseconds. 0: for ever.
   * @default 0
   */
  readonly requestTimeout?: number;
  /**
   * Connects this server with others in other processes, so that a page of any reaches a page of any.
   * It stays yours: close it after the server.
   * @default none: this server alone
   */
  readonly backplane?: Backplane;
}

/** What is known of the way a message came, for the core that distributes it. */
export interface Origin {
  /** The `uniqueId` of the connection it came from: errors then go there, and not to all pages of its node. */
  readonly source?: string;
  /** The JSON text it came as, to be passed on unchanged. */
  readonly text?: string;
}

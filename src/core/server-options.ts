import type { Backplane } from "./backplane";
import type { MovableSessions } from "./cluster/session-moves";
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
   * Called for each event, to count or to measure it.
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
   * Connects this server with those of other processes, so that every page reaches every other.
   * The server does not close it: close it after the server.
   * @default none: this server alone
   */
  readonly backplane?: Backplane;
  /**
   * How many bytes of statements are kept for one node; more are refused. 0: no limit.
   * @default 0
   */
  readonly maxKeptBytes?: number;
  /**
   * How long statements are kept after the last connection was unregistered, in milliseconds. 0: for ever.
   * @default 0
   */
  readonly keepTimeout?: number;
  /**
   * Called when the last connection was unregistered and nothing is kept.
   * @default nothing is called
   */
  readonly onEmpty?: () => void;
  /**
   * The sessions whose pages may go on with them on another process of the backplane.
   * @default none
   */
  readonly sessions?: MovableSessions;
}

/** Where a message came from, for the core that distributes it. */
export interface MessageSource {
  /** The `uniqueId` of the sending connection: errors then go to it, and not to all pages of its node. */
  readonly source?: string;
  /** The JSON text that the message came as, to be passed on unchanged. */
  readonly text?: string;
}

/** @deprecated The old name of {@link MessageSource}. */
export type Origin = MessageSource;

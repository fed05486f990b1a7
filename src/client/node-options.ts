import type { Sanitize } from "./guards/sanitize";
import type { Allow } from "./target/permission";
import type { SocketIoTransportOptions } from "./transports/socket-io";

/** Options of a node. */
export interface ClientOptions extends SocketIoTransportOptions {
  /**
   * The nodes that are told when this page is ready; their ready callbacks for this node are called then.
   * @default []
   */
  readonly notify?: readonly string[];
  /**
   * How long an answer, or the registration, may take, in milliseconds; 0: for ever.
   * @default 30000
   */
  readonly timeout?: number;
  /**
   * This page's own say over who may do what on it: only `true` allows, and at once.
   * @default all is allowed that the method table allows
   */
  readonly allow?: Allow;
  /**
   * Lets others run any script on this page, as the original did. Only where every sender is trusted.
   * @default false
   */
  readonly allowEval?: boolean;
  /**
   * Makes markup from others harmless, for `html()`, `append()` and the like.
   * @default removes what could run script
   */
  readonly sanitize?: Sanitize;
}

/** How long an answer may take where nothing else is said, in milliseconds. */
export const DEFAULT_TIMEOUT = 30_000;

const KNOWN = /^(auth|transports|path|notify|timeout|allow|allowEval|sanitize)$/;

/**
 * Checks a node ID and options where they are given.
 *
 * @throws TypeError naming what is wrong and what is allowed.
 */
export function checkOptions(nodeId: unknown, options: ClientOptions): void {
  if (typeof nodeId !== "string" || nodeId === "")
    throw new TypeError("the node ID must be a string that is not empty");
  for (const name in options) {
    if (!KNOWN.test(name)) throw new TypeError(`unknown option ${JSON.stringify(name)}`);
  }
  const { notify, timeout } = options;
  if (notify !== undefined && !Array.isArray(notify))
    throw new TypeError("notify must be a list of node IDs");
  // Timers take no more, and would ring at once.
  if (timeout !== undefined && !(timeout >= 0 && timeout < 2 ** 31))
    throw new TypeError("timeout must be 0 (for ever) to 2147483647 ms");
}

import { hasOwn } from "../protocol";
import { METHODS } from "./expressions/methods";
import type { Sanitize } from "./page/guards/sanitize";
import type { Allow } from "./page/permission";
import { toJson } from "./to-json";
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
  /**
   * Methods that this page's jQuery has beside those of jQuery, such as those of plug-ins, which others may call by
   * `call`. Name only methods that do nothing with their arguments which others shall not do here.
   * @default []
   */
  readonly methods?: readonly string[];
}

/** How long an answer may take where nothing else is said, in milliseconds. */
export const DEFAULT_TIMEOUT = 30_000;

const isFunction = (value: unknown) => typeof value === "function";
const isBoolean = (value: unknown) => typeof value === "boolean";

/** What an option must be, in words, and whether it is. */
export type OptionCheck = readonly [string, (value: unknown) => boolean];

/** A text that names something. */
export const NAME: OptionCheck = ["a text that is not empty", (value) => isListOf([value], /./)];

/** @throws TypeError when the value is not what it must be. */
export function requireValue(name: string, value: unknown, [what, isRight]: OptionCheck): void {
  if (!isRight(value)) throw new TypeError(`${name} must be ${what}`);
}

const CHECKS: { readonly [name in keyof Required<ClientOptions>]: OptionCheck } = {
  auth: ["an object", (value) => !!value && typeof value === "object" && !!toJson(value, "auth")],
  transports: [
    'a list of "polling" and "websocket"',
    (value) => isListOf(value, /^(polling|websocket)$/) && (value as string[]).length > 0,
  ],
  path: ["a text that begins with /", (value) => isListOf([value], /^\//)],
  room: NAME,
  withCredentials: ["true or false", isBoolean],
  notify: ["a list of node IDs", (value) => isListOf(value, /./)],
  // Timers take no more, and would ring at once.
  timeout: [
    "0 (for ever) to 2147483647 ms",
    (value) => typeof value === "number" && value >= 0 && value < 2 ** 31,
  ],
  allow: ["a function", isFunction],
  allowEval: ["true or false", isBoolean],
  sanitize: ["a function", isFunction],
  methods: [
    "a list of names of methods that are not jQuery's own",
    (value) => isListOf(value, /./) && (value as string[]).every((name) => !(name in METHODS || name in {})),
  ],
};

/**
 * Checks a node ID and options where they are given.
 *
 * @param more - The checks of options that only some nodes have.
 * @throws TypeError naming what is wrong and what is allowed.
 */
export function checkClientOptions(
  nodeId: unknown,
  options: ClientOptions,
  more: { readonly [name: string]: OptionCheck } = {},
): void {
  requireValue("the node ID", nodeId, NAME);
  if (!options || typeof options !== "object") throw new TypeError("options must be an object");
  const checks: { readonly [name: string]: OptionCheck } = { ...CHECKS, ...more };
  for (const name in options) {
    if (!hasOwn(options, name)) continue;
    if (!hasOwn(checks, name)) {
      const known = Object.keys(checks).join(", ");
      throw new TypeError(`unknown option ${toJson(name)}: there are ${known}`);
    }
    const value = options[name as keyof ClientOptions];
    if (value !== undefined) requireValue(name, value, checks[name] as OptionCheck);
  }
}

function isListOf(value: unknown, pattern: RegExp): boolean {
  return Array.isArray(value) && value.every((member) => typeof member === "string" && pattern.test(member));
}

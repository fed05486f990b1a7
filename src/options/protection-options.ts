import type { AllowHost, AllowOrigin } from "../admission";
import type { OptionSpec } from "./option-types";

/** Options that protect pages and server: who may come in, and how much. In a limit, 0 switches it off. */
export interface ProtectionOptions {
  readonly allowOrigin: AllowOrigin;
  readonly allowHost: AllowHost;
  readonly secret: string | undefined;
  readonly maxConnections: number;
  readonly registerTimeout: number;
  readonly maxMessageBytes: number;
  readonly maxMessageDepth: number;
  readonly rateLimit: number;
  readonly maxUnsentBytes: number;
  readonly maxPendingRequests: number;
  readonly requestTimeout: number;
  readonly stopTimeout: number;
}

/** A day, in milliseconds: longer than anybody waits, and far from where timers overflow. */
const A_DAY = 86_400_000;
const A_GIBIBYTE = 1_073_741_824;

/** Their part of the table of options. */
export const PROTECTION_OPTIONS: { readonly [name in keyof ProtectionOptions]: OptionSpec } = {
  allowOrigin: {
    type: "origins",
    default: "same-origin",
    environment: ["JQLUSTER_ALLOW_ORIGIN"],
    help: "origins whose pages may connect beside the service's own, separated by commas; * for all",
  },
  allowHost: {
    type: "hosts",
    default: "auto",
    environment: ["JQLUSTER_ALLOW_HOST"],
    help: "host names by which it may be addressed, separated by commas; * for all; auto: on the loopback only localhost and its addresses, elsewhere all",
  },
  secret: {
    type: "secret",
    default: undefined,
    environment: ["JQLUSTER_SECRET"],
    help: "a secret that a page has to present to register: auth.secret on Socket.IO, ?secret= on plain WebSocket",
  },
  maxConnections: limit("MAX_CONNECTIONS", 10_000, 1_000_000, "connections at once; more are refused"),
  registerTimeout: limit(
    "REGISTER_TIMEOUT",
    10_000,
    A_DAY,
    "milliseconds that a page may take to register before it is closed",
  ),
  maxMessageBytes: limit(
    "MAX_MESSAGE_BYTES",
    262_144,
    A_GIBIBYTE,
    "largest message in bytes; a larger one closes its connection",
  ),
  maxMessageDepth: limit(
    "MAX_MESSAGE_DEPTH",
    100,
    1_000,
    "levels of objects and lists within one another in a message; a deeper one is refused",
  ),
  rateLimit: limit(
    "RATE_LIMIT",
    500,
    1_000_000,
    "messages a second from one connection, twice that at once; more are refused, and a flood closes it",
  ),
  maxUnsentBytes: limit(
    "MAX_UNSENT_BYTES",
    1_048_576,
    A_GIBIBYTE,
    "bytes held for a page that reads slowly before it is closed",
  ),
  maxPendingRequests: limit(
    "MAX_PENDING_REQUESTS",
    1_000,
    1_000_000,
    "requests of one connection that may wait for their answers; more are refused",
  ),
  requestTimeout: limit(
    "REQUEST_TIMEOUT",
    30_000,
    A_DAY,
    "milliseconds that a request waits for its answer before it is answered with an error",
  ),
  stopTimeout: {
    type: "integer",
    default: 900,
    min: 0,
    max: A_DAY,
    environment: ["JQLUSTER_STOP_TIMEOUT"],
    help: "milliseconds to close all connections in when it stops; 0: at once",
  },
};

function limit(variable: string, standard: number, max: number, help: string): OptionSpec {
  return {
    type: "integer",
    default: standard,
    min: 0,
    max,
    environment: [`JQLUSTER_${variable}`],
    help: `${help}; 0: no limit`,
  };
}

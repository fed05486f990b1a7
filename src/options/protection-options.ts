import type { AllowHost, AllowOrigin } from "../admission";
import { A_DAY, limit, type OptionSpec } from "./option-types";

/** Options that protect pages and server: who may come in, and how much. In a limit, 0 switches it off. */
export interface ProtectionOptions {
  readonly allowOrigin: AllowOrigin;
  readonly allowHost: AllowHost;
  readonly secret: string | undefined;
  readonly maxWrongSecrets: number;
  readonly maxConnections: number;
  readonly maxRooms: number;
  readonly maxHttpConnections: number;
  readonly maxWaitingRequests: number;
  readonly registerTimeout: number;
  readonly maxMessageBytes: number;
  readonly maxMessageDepth: number;
  readonly rateLimit: number;
  readonly maxUnsentBytes: number;
  readonly maxPendingRequests: number;
  readonly requestTimeout: number;
  readonly resumeTimeout: number;
  readonly maxKeptBytes: number;
  readonly keepTimeout: number;
  readonly stopTimeout: number;
  readonly handoverTimeout: number;
}

const A_GIBIBYTE = 1_073_741_824;

/** Their part of the table of options. */
export const PROTECTION_OPTIONS: { readonly [name in keyof ProtectionOptions]: OptionSpec } = {
  allowOrigin: {
    scope: "any",
    type: "origins",
    default: "same-origin",
    environment: ["JQLUSTER_ALLOW_ORIGIN"],
    help: "origins whose pages may connect beside the service's own, separated by commas, such as https://*.example.org or capacitor://localhost; null: pages without an origin; * for all",
  },
  allowHost: {
    scope: "any",
    type: "hosts",
    default: "auto",
    environment: ["JQLUSTER_ALLOW_HOST"],
    help: "host names by which it may be addressed, separated by commas; * for all; auto: on the loopback only localhost and its addresses, elsewhere IP addresses, localhost, *.local and the names of this machine",
  },
  secret: {
    scope: "any",
    type: "secret",
    default: undefined,
    environment: ["JQLUSTER_SECRET"],
    help: "a secret that a page has to present to register: auth.secret on Socket.IO, ?secret= on plain WebSocket",
  },
  maxWrongSecrets: limit(
    "MAX_WRONG_SECRETS",
    20,
    1_000_000,
    "wrong secrets taken from one address at once, and again each minute; after that no secret from there is looked at",
  ),
  maxConnections: limit("MAX_CONNECTIONS", 10_000, 1_000_000, "connections at once; more are refused"),
  maxRooms: limit(
    "MAX_ROOMS",
    10_000,
    1_000_000,
    "rooms with a name that have pages at once; more are refused",
  ),
  maxHttpConnections: limit(
    "MAX_HTTP_CONNECTIONS",
    20_000,
    1_000_000,
    "network connections at once that are no WebSocket; one more ends the oldest that waits for no answer",
    "no limit",
    "service",
  ),
  maxWaitingRequests: limit(
    "MAX_WAITING_REQUESTS",
    1_000,
    1_000_000,
    "HTTP requests, over all connections, that may wait for an earlier one of their connection; one more ends its connection",
    "no limit",
    "service",
  ),
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
    2_000,
    1_000_000,
    "messages a second from one connection, five times that at once; more are refused, and a flood closes it",
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
  resumeTimeout: limit(
    "RESUME_TIMEOUT",
    15_000,
    A_DAY,
    "milliseconds that the session of a page waits for it after its connection was lost",
  ),
  maxKeptBytes: limit(
    "MAX_KEPT_BYTES",
    262_144,
    A_GIBIBYTE,
    "bytes of statements kept for one node, for pages that come later; more are refused",
  ),
  keepTimeout: limit(
    "KEEP_TIMEOUT",
    600_000,
    A_DAY,
    "milliseconds that kept statements outlive the last page of their room",
    "for ever",
  ),
  stopTimeout: {
    scope: "any",
    type: "integer",
    default: 900,
    min: 0,
    max: A_DAY,
    environment: ["JQLUSTER_STOP_TIMEOUT"],
    help: "milliseconds to close all connections in when it stops; 0: at once",
  },
  handoverTimeout: limit(
    "HANDOVER_TIMEOUT",
    5_000,
    A_DAY,
    "milliseconds more, where other processes are left, in which its pages may go on with their sessions there",
    "their sessions end",
  ),
};

import type { AllowOrigin } from "./connection";
import type { LogLevel } from "./core";

/** How log lines look: readable lines, or one JSON object a line. */
export type LogFormat = "text" | "json";

/** Options of an embedded jQluster. Each has its default and its reason in {@link OPTIONS}. */
export interface JqlusterOptions {
  readonly maxMessageBytes: number;
  readonly allowOrigin: AllowOrigin;
  readonly websocketPath: string;
  readonly socketIoPath: string;
}

/** Options of the standalone service. */
export interface ServiceOptions extends JqlusterOptions {
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

interface OptionBase {
  /** What it does, in a line of the help text. */
  readonly help: string;
  /** Environment variables that set it, the first one found counts. */
  readonly environment: readonly string[];
}

/** One option: its type, default and limits. */
export type OptionSpec =
  | (OptionBase & {
      readonly type: "integer";
      readonly default: number;
      readonly min: number;
      readonly max: number;
    })
  | (OptionBase & { readonly type: "string"; readonly default: string })
  | (OptionBase & { readonly type: "path"; readonly default: string; readonly rootAllowed: boolean })
  | (OptionBase & { readonly type: "choice"; readonly default: string; readonly choices: readonly string[] })
  | (OptionBase & { readonly type: "origins"; readonly default: AllowOrigin });

/** The one table of options: the command line, its help text and the documentation come from it. */
export const OPTIONS: { readonly [name in keyof ServiceOptions]: OptionSpec } = {
  port: {
    type: "integer",
    default: 3000,
    min: 0,
    max: 65_535,
    environment: ["JQLUSTER_PORT", "PORT"],
    help: "TCP port to listen on; 0 takes any free one",
  },
  host: {
    type: "string",
    default: "127.0.0.1",
    environment: ["JQLUSTER_HOST"],
    help: "address to listen on; 0.0.0.0 opens the service to the local network",
  },
  logLevel: {
    type: "choice",
    default: "info",
    choices: ["error", "warn", "info", "debug"],
    environment: ["JQLUSTER_LOG_LEVEL"],
    help: "the least grave log lines to show",
  },
  logFormat: {
    type: "choice",
    default: "text",
    choices: ["text", "json"],
    environment: ["JQLUSTER_LOG_FORMAT"],
    help: "readable lines, or one JSON object a line",
  },
  maxMessageBytes: {
    type: "integer",
    default: 262_144,
    min: 0,
    max: 1_073_741_824,
    environment: ["JQLUSTER_MAX_MESSAGE_BYTES"],
    help: "largest message in bytes; a larger one closes its connection; 0: no limit",
  },
  allowOrigin: {
    type: "origins",
    default: "same-origin",
    environment: ["JQLUSTER_ALLOW_ORIGIN"],
    help: "origins whose pages may connect beside the service's own, separated by commas; * for all",
  },
  websocketPath: {
    type: "path",
    default: "/jqluster",
    rootAllowed: true,
    environment: ["JQLUSTER_WEBSOCKET_PATH"],
    help: "path of plain WebSocket; pages written for the original jQluster may expect /",
  },
  socketIoPath: {
    type: "path",
    default: "/socket.io",
    rootAllowed: false,
    environment: ["JQLUSTER_SOCKET_IO_PATH"],
    help: "path of Socket.IO; another one leaves /socket.io to the site",
  },
};

/** The defaults of every option. */
const DEFAULTS = Object.freeze(
  Object.fromEntries(Object.entries(OPTIONS).map(([name, spec]) => [name, spec.default])),
) as unknown as ServiceOptions;

/** The given options, and the defaults of those that are absent or `undefined`. */
export function withDefaults(options: Partial<ServiceOptions>): ServiceOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

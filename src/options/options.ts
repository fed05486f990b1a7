import type { LogLevel } from "../core";
import type { OptionSpec } from "./option-types";
import { PROTECTION_OPTIONS, type ProtectionOptions } from "./protection-options";

/** How log lines look: readable lines, or one JSON object a line. */
export type LogFormat = "text" | "json";

/** Options of an embedded jQluster. Each has its default and its reason in {@link OPTIONS}. */
export interface JqlusterOptions extends ProtectionOptions {
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

/** Options of the command line: those of the service, and what only a program of its own can do. */
export interface CommandOptions extends ServiceOptions {
  readonly redis: string | undefined;
  readonly workers: number;
}

/** The one table of options: the command line, its help text and the documentation come from it. */
export const OPTIONS: { readonly [name in keyof CommandOptions]: OptionSpec } = {
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
  redis: {
    type: "url",
    default: undefined,
    protocols: ["redis:", "rediss:"],
    environment: ["JQLUSTER_REDIS", "REDIS_URL"],
    help: "Redis or Valkey that joins this service with others, such as redis://user:password@host:6379",
  },
  workers: {
    type: "integer",
    default: 1,
    min: 1,
    max: 256,
    environment: ["JQLUSTER_WORKERS"],
    help: "processes that share the port; more than one use more cores, and need no Redis between them",
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
  ...PROTECTION_OPTIONS,
};

/** The defaults of every option. */
const DEFAULTS = Object.freeze(
  Object.fromEntries(Object.entries(OPTIONS).map(([name, spec]) => [name, spec.default])),
) as unknown as CommandOptions;

/** The given options, and the defaults of those that are absent or `undefined`. */
export function withDefaults(options: Partial<CommandOptions>): CommandOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

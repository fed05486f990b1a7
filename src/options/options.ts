import type { LogLevel } from "../core";
import type { OptionSpec } from "./option-types";
import { PROTECTION_OPTIONS, type ProtectionOptions } from "./protection-options";
import { TRANSPORT_OPTIONS, type TransportOptions } from "./transport-options";

/** How log lines look: readable lines, or one JSON object a line. */
export type LogFormat = "text" | "json";

/** Options of an embedded jQluster. Each has its default and its reason in {@link OPTIONS}. */
export interface JqlusterOptions extends TransportOptions, ProtectionOptions {}

/** Options of the standalone service. */
export interface ServiceOptions extends JqlusterOptions {
  /** A number is a TCP port; a text is the path of a Unix domain socket or of a named pipe of Windows. */
  readonly port: number | string;
  readonly host: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** Whose pages are served, in place of the demos. */
  readonly folder: string | undefined;
  readonly watch: boolean;
  readonly demos: boolean;
  readonly tls: boolean;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
}

/** Options of the command line: those of the service, and what only a program of its own can do. */
export interface CommandOptions extends ServiceOptions {
  readonly redis: string | undefined;
  readonly workers: number;
  readonly open: boolean;
}

/** The one table of options: the command line, its help text and the documentation come from it. */
export const OPTIONS: { readonly [name in keyof CommandOptions]: OptionSpec } = {
  folder: {
    scope: "service",
    type: "folder",
    default: undefined,
    environment: ["JQLUSTER_FOLDER"],
    help: "folder whose pages are served at /, in place of the demos; the same as FOLDER",
  },
  watch: {
    scope: "service",
    type: "boolean",
    default: true,
    environment: ["JQLUSTER_WATCH"],
    help: "whether open pages of the folder follow its files: styles are replaced, pages are loaded again",
  },
  demos: {
    scope: "service",
    type: "boolean",
    default: false,
    environment: ["JQLUSTER_DEMOS"],
    help: "whether the demos are served beside a folder, with /demos to choose from; without a folder they always are",
  },
  tls: {
    scope: "service",
    type: "boolean",
    default: false,
    environment: ["JQLUSTER_TLS"],
    help: "whether to serve by HTTPS, with a certificate that is made once and kept in ~/.jqluster; /jqluster/trust says how to trust it",
  },
  tlsCert: {
    scope: "service",
    type: "file",
    default: undefined,
    environment: ["JQLUSTER_TLS_CERT"],
    help: "certificate for HTTPS as PEM, in place of a made one; needs --tls-key",
  },
  tlsKey: {
    scope: "service",
    type: "file",
    default: undefined,
    environment: ["JQLUSTER_TLS_KEY"],
    help: "private key of --tls-cert as PEM",
  },
  open: {
    scope: "command",
    type: "boolean",
    default: false,
    environment: ["JQLUSTER_OPEN"],
    help: "whether to open the address in a browser",
  },
  port: {
    scope: "service",
    type: "port",
    default: 3000,
    environment: ["JQLUSTER_PORT", "PORT"],
    help: "TCP port to listen on; 0 takes any free one; a path is that of a socket for a proxy on this machine",
  },
  host: {
    scope: "service",
    type: "string",
    default: "127.0.0.1",
    environment: ["JQLUSTER_HOST"],
    help: "address to listen on; 0.0.0.0 opens the service to the local network",
  },
  logLevel: {
    scope: "service",
    type: "choice",
    default: "info",
    choices: ["error", "warn", "info", "debug"],
    environment: ["JQLUSTER_LOG_LEVEL"],
    help: "lowest level to log",
  },
  logFormat: {
    scope: "service",
    type: "choice",
    default: "text",
    choices: ["text", "json"],
    environment: ["JQLUSTER_LOG_FORMAT"],
    help: "readable lines, or one JSON object a line",
  },
  redis: {
    scope: "command",
    type: "url",
    default: undefined,
    protocols: ["redis:", "rediss:"],
    environment: ["JQLUSTER_REDIS", "REDIS_URL"],
    help: "Redis or Valkey that joins this service with others, such as redis://user:password@host:6379; for a Redis Cluster add ?cluster=true",
  },
  workers: {
    scope: "command",
    type: "integer",
    default: 1,
    min: 1,
    max: 256,
    environment: ["JQLUSTER_WORKERS"],
    help: "processes that share the port; more than one use more cores, and need no Redis between them",
  },
  ...TRANSPORT_OPTIONS,
  ...PROTECTION_OPTIONS,
};

/** The defaults of every option. */
const DEFAULTS = Object.freeze(
  Object.fromEntries(Object.entries(OPTIONS).map(([name, spec]) => [name, spec.default])),
) as unknown as CommandOptions;

/** The options of the command line without those that a service does not have. */
export function serviceOptionsOf(options: CommandOptions): ServiceOptions {
  const isOfService = ([name]: [string, unknown]) =>
    OPTIONS[name as keyof CommandOptions].scope !== "command";
  return Object.fromEntries(Object.entries(options).filter(isOfService)) as unknown as ServiceOptions;
}

/** The given options, and the defaults of those that are absent or `undefined`. */
export function withDefaults(options: Partial<CommandOptions>): CommandOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

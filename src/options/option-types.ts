import type { AllowHost, AllowOrigin } from "../admission";

/**
 * Where an option can be given, the narrowest first: on the command line, to a service, to a jQluster on an HTTP server,
 * to one on a Socket.IO server or namespace.
 */
export const OPTION_SCOPES = ["command", "service", "http", "any"] as const;

/** The widest place where an option can be given: `service` options also stand on the command line, and so on. */
export type OptionScope = (typeof OPTION_SCOPES)[number];

/** What every option has. */
interface OptionBase {
  readonly scope: OptionScope;
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
  /** A TCP port, or the path of a socket. */
  | (OptionBase & { readonly type: "port"; readonly default: number })
  | (OptionBase & { readonly type: "string"; readonly default: string })
  | (OptionBase & { readonly type: "boolean"; readonly default: boolean })
  /** A folder, or a file, that exists. */
  | (OptionBase & { readonly type: "folder" | "file"; readonly default: undefined })
  | (OptionBase & { readonly type: "path"; readonly default: string; readonly rootAllowed: boolean })
  /** An address that may contain a password, so its value is nowhere shown. */
  | (OptionBase & {
      readonly type: "url";
      readonly default: undefined;
      readonly protocols: readonly string[];
    })
  | (OptionBase & { readonly type: "choice"; readonly default: string; readonly choices: readonly string[] })
  | (OptionBase & { readonly type: "origins"; readonly default: AllowOrigin })
  | (OptionBase & { readonly type: "hosts"; readonly default: AllowHost })
  /** A text that is nowhere shown. */
  | (OptionBase & { readonly type: "secret"; readonly default: undefined });

/** A day, in milliseconds: longer than anybody waits, and far from where timers overflow. */
export const A_DAY = 86_400_000;

/** Makes the row of an option that is a whole number, and that 0 switches off. */
export function limit(
  variable: string,
  standard: number,
  max: number,
  help: string,
  zero = "no limit",
  scope: OptionScope = "any",
): OptionSpec {
  return {
    scope,
    type: "integer",
    default: standard,
    min: 0,
    max,
    environment: [`JQLUSTER_${variable}`],
    help: `${help}; 0: ${zero}`,
  };
}

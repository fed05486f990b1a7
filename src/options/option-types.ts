import type { AllowHost, AllowOrigin } from "../admission";

/** What every option has. */
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

import { parseArgs } from "node:util";
import { quote } from "../core";
import type { OptionSpec } from "../options/option-types";
import { expectedInstead } from "../options/option-values";
import { type CommandOptions, OPTIONS } from "../options/options";

/** A command line that cannot be taken; its text is one line that names the flag or variable. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly options: Partial<CommandOptions> };

/**
 * Reads a command line and the environment; flags win over variables, variables over defaults.
 *
 * @throws {@link UsageError} naming what cannot be taken and what is allowed.
 */
export function readCommandLine(argv: readonly string[], environment: NodeJS.ProcessEnv): Command {
  const flags = parseFlags(argv);
  if (flags.help) return { kind: "help" };
  if (flags.version) return { kind: "version" };
  const options: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(OPTIONS)) {
    const flag = `--${toKebabCase(name)}`;
    const given = flags[toKebabCase(name)];
    const variable = spec.environment.find((candidate) => environment[candidate] !== undefined);
    if (typeof given === "string") options[name] = readValue(flag, given, spec);
    else if (variable !== undefined) options[name] = readValue(variable, environment[variable] ?? "", spec);
  }
  return { kind: "run", options };
}

/** The help text, made from the table of options. */
export function helpText(): string {
  const rows = Object.entries(OPTIONS).map(([name, spec]) => {
    const flag = `  --${toKebabCase(name)} ${placeholder(spec)}`;
    return `${flag}\n      ${spec.help} (default: ${spec.default ?? "none"}; ${spec.environment.join(" or ")})`;
  });
  return [
    "Usage: jqluster [options]",
    "",
    "Lets web pages use jQuery on pages in other browsers.",
    "",
    ...rows,
    "  --help\n      show this text",
    "  --version\n      show the version",
    "",
  ].join("\n");
}

function parseFlags(argv: readonly string[]): Record<string, string | boolean | undefined> {
  const valued = Object.keys(OPTIONS).map((name) => [toKebabCase(name), { type: "string" }] as const);
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(valued),
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
      strict: true,
      allowPositionals: false,
    });
    return values as Record<string, string | boolean | undefined>;
  } catch (error) {
    const [firstSentence = "bad command line"] = String((error as Error).message).split(/\.\s|\n/);
    throw new UsageError(firstSentence);
  }
}

function readValue(source: string, text: string, spec: OptionSpec): unknown {
  const value = parseValue(text, spec);
  const expected = expectedInstead(spec, value);
  if (expected === undefined) return value;
  // A URL may contain a password, which belongs on no screen.
  const instead = spec.type === "url" ? "" : `, not ${quote(text)}`;
  throw new UsageError(`${source} must be ${expected}${instead}`);
}

function parseValue(text: string, spec: OptionSpec): unknown {
  switch (spec.type) {
    case "integer":
      return /^\d+$/.test(text) ? Number(text) : text;
    case "origins":
      return text === "*" || text === "same-origin" ? text : listed(text);
    case "hosts":
      return text === "*" || text === "auto" ? text : listed(text);
    default:
      return text;
  }
}

function listed(text: string): string[] {
  return text.split(",").map((part) => part.trim());
}

function placeholder(spec: OptionSpec): string {
  switch (spec.type) {
    case "integer":
      return "NUMBER";
    case "choice":
      return spec.choices.join("|");
    case "origins":
      return "ORIGIN,…";
    case "hosts":
      return "NAME,…";
    case "path":
      return "PATH";
    case "url":
      return "URL";
    case "string":
    case "secret":
      return "TEXT";
  }
}

function toKebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

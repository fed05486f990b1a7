import { parseArgs } from "node:util";
import { quote } from "../core";
import type { OptionSpec } from "../options/option-types";
import { describeExpected } from "../options/option-values";
import { type CommandOptions, OPTIONS } from "../options/options";
import { isTemplate, TEMPLATES, type Template } from "./new-folder";

/** A command line that cannot be taken; its text is one line that names the flag or variable. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "new"; readonly folder: string; readonly template: Template }
  | { readonly kind: "run"; readonly options: Partial<CommandOptions> };

/**
 * Reads a command line and the environment; flags win over variables, variables over defaults.
 *
 * @throws {@link UsageError} naming what cannot be taken and what is allowed.
 */
export function readCommandLine(argv: readonly string[], environment: NodeJS.ProcessEnv): Command {
  const { flags, positionals } = parse(argv);
  if (flags.help) return { kind: "help" };
  if (flags.version) return { kind: "version" };
  const [first, second] = positionals;
  // A folder that is served may be named "new".
  if (first === "new" && (argv[0] === "new" || second !== undefined)) {
    return readNewFolder(flags, positionals.slice(1));
  }
  if (flags.from !== undefined)
    throw new UsageError("--from goes with new: jqluster new FOLDER --from TEMPLATE");
  const all: Flags = { ...flags, ...folderOf(positionals) };
  const options: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(OPTIONS)) {
    const flag = `--${toKebabCase(name)}`;
    const given = all[toKebabCase(name)];
    const variable = spec.environment.find((candidate) => environment[candidate] !== undefined);
    if (typeof given === "boolean") options[name] = given;
    else if (given !== undefined) options[name] = readValue(flag, given, spec);
    else if (variable !== undefined) options[name] = readValue(variable, environment[variable] ?? "", spec);
  }
  return { kind: "run", options };
}

/** @param positionals - What follows `new`. */
function readNewFolder({ from = "buzzer", ...flags }: Flags, positionals: readonly string[]): Command {
  const [flag] = Object.entries(flags).map(([name, value]) =>
    value === false ? `--no-${name}` : `--${name}`,
  );
  if (flag !== undefined) {
    throw new UsageError(`new writes files and starts no service, so ${flag} does not go with it`);
  }
  const [folder, more] = positionals;
  if (folder === undefined || folder === "") throw new UsageError("new needs the FOLDER to write to");
  if (more !== undefined) {
    const hint = isTemplate(more) ? `; --from ${more} chooses the pages` : "";
    throw new UsageError(`new writes one FOLDER, and ${quote(more)} is a second one${hint}`);
  }
  const template = String(from);
  if (!isTemplate(template)) {
    throw new UsageError(
      `--from must be one of ${Object.keys(TEMPLATES).join(", ")}, not ${quote(template)}`,
    );
  }
  return { kind: "new", folder, template };
}

/** The help text, made from the table of options. */
export function helpText(): string {
  const rows = Object.entries(OPTIONS).map(([name, spec]) => {
    const kebab = toKebabCase(name);
    const flag = `  --${kebab} ${spec.type === "boolean" ? `or --no-${kebab}` : placeholder(spec)}`;
    return `${flag}\n      ${spec.help} (default: ${spec.default ?? "none"}; ${spec.environment.join(" or ")})`;
  });
  return [
    "Usage: jqluster [FOLDER] [options]",
    "       jqluster new FOLDER [--from TEMPLATE]",
    "",
    "Lets web pages use jQuery on pages in other browsers.",
    "With a FOLDER it serves your pages, without one the demos.",
    "",
    "new writes pages to begin with into a folder, and never over a file. TEMPLATE is one of",
    ...Object.entries(TEMPLATES).map(([name, text]) => `  ${name}\n      ${text}`),
    "",
    ...rows,
    "  --help\n      show this text",
    "  --version\n      show the version",
    "",
  ].join("\n");
}

/** The flags by their names, without the dashes. */
type Flags = Readonly<Record<string, string | boolean | undefined>>;

function parse(argv: readonly string[]): { readonly flags: Flags; readonly positionals: readonly string[] } {
  const valued = Object.entries(OPTIONS).map(([name, { type }]) => {
    return [toKebabCase(name), { type: type === "boolean" ? "boolean" : "string" }] as const;
  });
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(valued),
        from: { type: "string" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
      allowPositionals: true,
      allowNegative: true,
    });
    return { flags: { ...values }, positionals };
  } catch (error) {
    // As one sentence.
    const [firstSentence = "bad command line"] = String((error as Error).message).split(/\.\s|\n/);
    throw new UsageError(firstSentence);
  }
}

/** The folder that may stand among the flags. */
function folderOf([folder, more]: readonly string[]): { readonly folder?: string } {
  if (more !== undefined)
    throw new UsageError(`One FOLDER can be served, and ${quote(more)} is a second one`);
  return folder === undefined ? {} : { folder };
}

function readValue(source: string, text: string, spec: OptionSpec): unknown {
  const value = parseValue(text, spec);
  const expected = describeExpected(spec, value);
  if (expected === undefined) return value;
  // A URL may contain a password, which belongs on no screen.
  const instead = spec.type === "url" ? "" : `, not ${quote(text)}`;
  throw new UsageError(`${source} must be ${expected}${instead}`);
}

/** What variables may say; flags have `--no-` for it. */
const BOOLEANS = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

function parseValue(text: string, spec: OptionSpec): unknown {
  switch (spec.type) {
    case "integer":
    case "port":
      return /^\d+$/.test(text) ? Number(text) : text;
    case "boolean":
      return BOOLEANS.get(text) ?? text;
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
    case "port":
      return "NUMBER|PATH";
    case "choice":
      return spec.choices.join("|");
    case "origins":
      return "ORIGIN,…";
    case "hosts":
      return "NAME,…";
    case "boolean":
      return "true|false";
    case "path":
      return "PATH";
    case "folder":
      return "FOLDER";
    case "file":
      return "FILE";
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

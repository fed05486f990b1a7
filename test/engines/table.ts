import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PACKAGE_ROOT } from "../support/built-files";
import { ENGINE_NAMES, type EngineName } from "../support/engines";
import { GROUPS } from "./behaviours";

/** What a run has shown of a behaviour in an engine. */
export type Cell = "yes" | "lacks what it needs";

const FILE = path.join(PACKAGE_ROOT, "docs/browsers.md");
const BEGIN = "<!-- The table is written by `npm run test:browsers`. -->\n";
const END = "<!-- The end of the table. -->\n";
const SIGNS: Readonly<Record<Cell, string>> = { yes: "✓", "lacks what it needs": "–" };

/** What a run has shown, cell by cell. */
export class Results {
  readonly #cells = new Map<string, Cell>();
  readonly #titles = new Map<EngineName, string>();

  engine(name: EngineName, title: string): void {
    this.#titles.set(name, title);
  }

  add(name: EngineName, group: string, what: string, cell: Cell): void {
    this.#cells.set(`${group} ${what} ${name}`, cell);
  }

  /** @throws Error when a cell has not been run. */
  write(): void {
    const text = readFileSync(FILE, "utf8");
    const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
    if (before < 0 || after < 0) throw new Error(`${FILE} has no place for the table`);
    const tables = GROUPS.map(({ title, behaviours }) => {
      const head = [title, ...ENGINE_NAMES.map((name) => this.#titles.get(name) ?? missing(name))];
      const lines = behaviours.map(({ what }) => [
        what,
        ...ENGINE_NAMES.map((name) => this.#sign(name, title, what)),
      ]);
      return [head, ["---", ...ENGINE_NAMES.map(() => ":-:")], ...lines].map(rowOf).join("\n");
    });
    writeFileSync(FILE, `${text.slice(0, before)}${BEGIN}\n${tables.join("\n\n")}\n\n${text.slice(after)}`);
  }

  #sign(name: EngineName, group: string, what: string): string {
    const cell = this.#cells.get(`${group} ${what} ${name}`);
    return SIGNS[cell ?? missing(`${what} in ${name}`)];
  }
}

function missing(what: string): never {
  throw new Error(`${what} was not run`);
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** What the document tells of each behaviour: its signs, by its text. */
export function documentedRows(): readonly (readonly string[])[] {
  const text = readFileSync(FILE, "utf8");
  return text
    .slice(text.indexOf(BEGIN), text.indexOf(END))
    .split("\n")
    .filter((line) => /^\| .*[✓–] \|$/.test(line))
    .map((line) => line.slice(2, -2).split(" | "));
}

import path from "node:path";
import { buildSync } from "esbuild";
import { ask, type Engine, type EnginePage, waitFor } from "../../support/engines";
import type { JQueryBuild } from "../../support/jquery-versions";
import { type Site, startSite } from "../../support/site";
import type { Difference, PageProgram } from "./in-page";
import { type Program, statementCode } from "./program";
import { shrink } from "./shrink";

/** Two pages with the same document, one of which runs programs on both. */
export interface Pair {
  readonly local: EnginePage;
  readonly remote: EnginePage;
  /** The names of the methods of the pages' jQuery. */
  readonly methods: ReadonlySet<string>;
  /** Runs the programs on both sides. @returns The first difference. */
  compare(programs: readonly Program[]): Promise<Difference | null>;
  /** The same for one program as code. @param exact - Differences that are meant to be are differences as well. */
  compareCode(statements: readonly string[], exact: boolean): Promise<Difference | null>;
  close(): Promise<void>;
}

// As fast as the pages can.
const UNLIMITED = { maxMessageBytes: 0, maxUnsentBytes: 0, maxPendingRequests: 0, rateLimit: 0 };

/** Opens two pages with the same jQuery and document. */
export async function openPair(engine: Engine, build: JQueryBuild): Promise<Pair> {
  const site: Site = await startSite({ build, script: bundle(), ...UNLIMITED });
  const local = await openNode(engine, site, "Alice");
  const remote = await openNode(engine, site, "Bob");
  // Firefox gives the focus to the page in front alone.
  const isFocused = engine.name !== "firefox";
  for (const page of [local, remote]) await page.run(`differential.setUp(${isFocused})`);
  await local.run("differential.limitCopies()");
  // A statement that nobody asks for a value may fail: that shows in the document.
  const names = await local.run(
    `$.jqluster.on("error", $.noop); return $.grep(Object.keys($.fn), function (name) { return typeof $.fn[name] === "function"; })`,
  );
  const compare = async (programs: readonly PageProgram[], exact: boolean) => {
    const args = [programs, { nodeId: "Bob", exact }].map((arg) => JSON.stringify(arg)).join(", ");
    return differenceOf(await ask(local, `differential.compare(${args})`));
  };
  return {
    local,
    remote,
    methods: new Set([...(Array.isArray(names) ? names.map(String) : []), "length"]),
    compare: (programs) => compare(programs.map(forPage), false),
    compareCode: (statements, exact) => compare([{ statements, waits: true }], exact),
    async close() {
      await Promise.all([local.close(), remote.close()]);
      await site.close();
    },
  };
}

async function openNode(engine: Engine, site: Site, nodeId: string): Promise<EnginePage> {
  const page = await engine.open();
  await page.goto(site.url);
  await page.run(`$.jqluster.init("${nodeId}", null, { transports: ["websocket"] })`);
  await waitFor(page, "$.jqluster.state().connected");
  return page;
}

/** @throws Error when the comparison itself failed. */
function differenceOf(answer: unknown): Difference | null {
  if (answer === null) return null;
  if (typeof answer !== "object" || !("program" in answer)) throw new Error(String(answer));
  return answer as Difference;
}

function forPage(program: Program): PageProgram {
  return { statements: program.map(statementCode), waits: program.some(({ visit }) => visit) };
}

/** Runs the programs and tells the first difference as short code, or `""`. */
export async function findDifference(pair: Pair, programs: readonly Program[]): Promise<string> {
  const first = await pair.compare(programs);
  if (!first) return "";
  const found = programs[first.program] as Program;
  const smallest = await shrink(found, async (program) => (await pair.compare([program])) !== null);
  const shown = await pair.compare([smallest]);
  // Alone it may not be seen again, if what ran before it has a part in it.
  const difference = shown ?? first;
  const after = shown ? "" : " after the chains before it";
  const code = smallest.map((statement) => `  ${statementCode(statement)};`).join("\n");
  const where =
    difference.statement < smallest.length
      ? `statement ${difference.statement + 1}`
      : "the document after it";
  return `With $ and $bob this is not the same${after}:\n${code}\nIn ${where}:\n${sides(difference)}`;
}

/** The first lines that are not the same. */
function sides({ local, remote }: Difference): string {
  const [a, b] = [lines(local), lines(remote)];
  const from = a.findIndex((line, index) => line !== b[index]);
  const part = (all: readonly string[]) => all.slice(Math.max(from - 1, 0), from + 4).join("\n");
  return `$:\n${part(a)}\n$bob:\n${part(b)}`;
}

function lines(value: unknown): string[] {
  return (typeof value === "string" ? value : String(JSON.stringify(value))).split("\n");
}

let bundled: string | undefined;

function bundle(): string {
  bundled ??= buildSync({
    entryPoints: [path.join(__dirname, "in-page.ts")],
    bundle: true,
    format: "iife",
    globalName: "differential",
    write: false,
  }).outputFiles[0]?.text;
  return bundled ?? "";
}

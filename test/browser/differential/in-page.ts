/* Runs in the pages: runs programs on both sides and compares what they came to. */
import type { JQuery, RemoteQuery, Selection } from "./page-types";
import { type Comparison, differenceOf, type Outcome, outcomeOf } from "./same-values";
import { madeTooMany, reset, snapshot } from "./stage";

export { limitCopies, setUp } from "./stage";

declare const jQuery: JQuery;

/** A program as the page gets it. */
export interface PageProgram {
  /** One expression for each statement. */
  readonly statements: readonly string[];
  /** Each statement waits for the one before it. */
  readonly waits: boolean;
}

/** Where the two sides are not equal. */
export interface Difference {
  /** The place of the program in its batch. */
  readonly program: number;
  /** The place of the statement in the program; its length: the document, when all was done. */
  readonly statement: number;
  readonly local: unknown;
  readonly remote: unknown;
}

/** The selection that a program saves. */
class Saved {
  #selection: Selection | undefined;
  /** It was used without having been saved: its statement failed here, and only at its use there. */
  isMissed = false;

  get a(): Selection {
    if (!this.#selection) this.isMissed = true;
    return this.#selection as Selection;
  }

  set a(selection: Selection) {
    this.#selection = selection;
  }
}

type Run = ($: unknown, s: Saved) => unknown;

async function runRemote($bob: RemoteQuery, { statements, waits }: PageProgram): Promise<Outcome[]> {
  const saved = new Saved();
  const outcomes: Promise<Outcome>[] = [];
  $bob(window).triggerHandler("fresh");
  for (const statement of statements) {
    const outcome = outcomeOf(() => compile(statement)($bob, saved));
    outcomes.push(outcome);
    if (waits) await outcome;
  }
  outcomes.push(outcomeOf(() => $bob(window).triggerHandler("snapshot")));
  return Promise.all(outcomes);
}

const compiled = new Map<string, Run>();

function compile(statement: string): Run {
  const known = compiled.get(statement);
  if (known) return known;
  if (compiled.size > 500) compiled.clear();
  const run = new Function("$", "s", `return ${statement}`) as Run;
  compiled.set(statement, run);
  return run;
}

/** Runs each program on the node's page and on this one, and tells the first difference. */
export async function compare(
  programs: readonly PageProgram[],
  comparison: Comparison,
): Promise<Difference | null> {
  const $bob = jQuery.jqluster(comparison.nodeId);
  const remotes: Promise<Outcome[]>[] = [];
  for (const program of programs) {
    const outcomes = runRemote($bob, program);
    remotes.push(outcomes);
    if (program.waits) await outcomes;
  }
  for (let index = 0; index < programs.length; index++) {
    const program = programs[index] as PageProgram;
    const difference = await compareLocal(program, (await remotes[index]) ?? [], comparison);
    if (difference) return { program: index, ...difference };
  }
  return null;
}

async function compareLocal(
  { statements, waits }: PageProgram,
  remotes: readonly Outcome[],
  comparison: Comparison,
): Promise<Omit<Difference, "program"> | null> {
  reset();
  const saved = new Saved();
  for (let statement = 0; statement <= statements.length; statement++) {
    const code = statements[statement];
    // Compared at once, as long as this document is what the other was when it answered.
    const local = await outcomeOf(() => (code === undefined ? snapshot() : compile(code)(jQuery, saved)));
    if (madeTooMany()) return null;
    // What follows is not the same there, where nothing has failed yet.
    const isLate = saved.isMissed || ("error" in local && waits);
    if (isLate && !comparison.exact) return null;
    const difference = differenceOf(local, remotes[statement] as Outcome, comparison);
    if (difference) return { statement, ...difference };
  }
  return null;
}

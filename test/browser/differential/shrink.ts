import { classify } from "../../../src/client/expressions/methods";
import type { JsonValue } from "../../../src/protocol";
import { type Argument, type Chain, jsonOf, type Program, type Statement, type Unit } from "./program";

/**
 * Makes a program that shows a difference as small as it can be, by steps that each still show one.
 *
 * @param shows - Whether a program shows a difference.
 */
export async function shrink(
  program: Program,
  shows: (program: Program) => Promise<boolean>,
): Promise<Program> {
  let smallest = program;
  for (;;) {
    let found: Program | undefined;
    for (const candidate of smaller(smallest)) {
      if (isWhole(candidate) && (await shows(candidate))) {
        found = candidate;
        break;
      }
    }
    if (!found) return smallest;
    smallest = found;
  }
}

/** Whether what is used has been saved, and nothing is called on a value, which is none yet where it is remote. */
function isWhole(program: Program): boolean {
  const saves = program[0]?.save !== undefined || !JSON.stringify(program).includes('"s.a"');
  const chains = program.flatMap(({ chain, visit }) => [chain.units, visit?.units ?? []]);
  return (
    saves &&
    chains.every((units) =>
      units
        .flat()
        .slice(0, -1)
        .every(({ method, args }) => classify(method, args.map(jsonOf)) !== "getter"),
    )
  );
}

function* smaller(program: Program): Generator<Program> {
  yield* without(program);
  yield* changedIn(program, smallerStatement);
}

function* smallerStatement(statement: Statement): Generator<Statement> {
  const { chain, visit, save } = statement;
  for (const smallerOne of smallerChain(chain)) yield { ...statement, chain: smallerOne };
  if (!visit) return;
  yield { chain, ...(save ? { save } : {}) };
  for (const units of smallerUnits(visit.units)) yield { ...statement, visit: { ...visit, units } };
}

function* smallerChain({ root, units }: Chain): Generator<Chain> {
  for (const fewer of smallerUnits(units)) yield { root, units: fewer };
  if (typeof root === "string") return;
  for (const args of smallerArguments(root)) if (args.length > 0) yield { root: args, units };
  const [only] = root;
  if (root.length === 1 && only && "chain" in only)
    yield { root: only.chain.root, units: [...only.chain.units, ...units] };
}

function* smallerUnits(units: readonly Unit[]): Generator<Unit[]> {
  yield* without(units);
  // A filter before a call stays: without it, the call may show a difference that is meant to be.
  yield* changedIn(units, function* (unit) {
    yield* changedIn(unit, function* (call) {
      for (const args of smallerArguments(call.args)) yield { ...call, args };
    });
  });
}

function* smallerArguments(args: readonly Argument[]): Generator<Argument[]> {
  yield* without(args);
  yield* changedIn(args, function* (argument) {
    if ("chain" in argument) {
      for (const chain of smallerChain(argument.chain)) yield { chain };
      yield { json: "li" };
    } else if ("json" in argument) for (const json of smallerJson(argument.json)) yield { json };
  });
}

function* smallerJson(json: JsonValue | undefined): Generator<JsonValue> {
  if (Array.isArray(json)) {
    yield* without(json);
    for (const member of json) yield member;
  } else if (json && typeof json === "object") {
    for (const name of Object.keys(json)) {
      yield Object.fromEntries(Object.entries(json).filter(([other]) => other !== name));
    }
  } else if (typeof json === "string" && json.length > 2) {
    // Parts of selectors and markup, where these have any that are whole.
    const parts = json
      .split(/(?<=>)(?=<)|,\s*|\s+/)
      .filter((part) => part !== "" && part !== json && !/<[^>]*$/.test(part));
    yield* parts;
    if (/^<(\w+)[^>]+>/.test(json)) yield json.replace(/^<(\w+)[^>]+>/, "<$1>");
  }
}

function* without<T>(list: readonly T[]): Generator<T[]> {
  for (let i = list.length - 1; i >= 0; i--) yield [...list.slice(0, i), ...list.slice(i + 1)];
}

function* changedIn<T>(list: readonly T[], change: (member: T) => Iterable<T>): Generator<T[]> {
  for (let i = 0; i < list.length; i++) {
    for (const changed of change(list[i] as T)) yield [...list.slice(0, i), changed, ...list.slice(i + 1)];
  }
}

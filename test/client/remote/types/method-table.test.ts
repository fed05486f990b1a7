import { METHODS, type MethodKind } from "../../../../src/client/expressions/methods";
import { compile } from "./compile";

const CHAIN = ["chain"];
const VALUE = ["value"];
const BOTH = ["chain", "value"];

/** What the calls of a method of each kind may give. */
const GIVEN: Readonly<Record<Exclude<MethodKind, "refused">, readonly string[]>> = {
  selection: CHAIN,
  getter: VALUE,
  queue: VALUE,
  iteration: VALUE,
  value: BOTH,
  named: BOTH,
  outer: BOTH,
  setter: CHAIN,
  effect: CHAIN,
  shorthand: CHAIN,
  event: CHAIN,
};

test("the types know the methods of the table, no others, and what their kind gives", () => {
  const { results, errors } = compile(
    'import type { RemoteJQuery } from "jqluster/client";\ndeclare const selection: RemoteJQuery;\nselection;\n',
  );
  const typed = Object.entries(results).map(([name, types]) => [
    name,
    [...new Set(types.map(kindOf))].sort(),
  ]);
  const expected = Object.entries(METHODS).flatMap(([name, { kind }]) =>
    kind === "refused" ? [] : [[name, GIVEN[kind]]],
  );
  expect(errors).toEqual([]);
  expect(Object.fromEntries(typed)).toEqual(Object.fromEntries(expected));
}, 120_000);

function kindOf(type: string): string {
  if (type === "RemoteJQuery") return "chain";
  return type.startsWith("RemotePromise<") ? "value" : type;
}

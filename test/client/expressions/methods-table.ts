import {
  type Guard,
  METHODS,
  type MethodGroup,
  type MethodKind,
} from "../../../src/client/expressions/methods";

const KINDS: { readonly [kind in MethodKind]: string } = {
  selection: "selects: gives a remote selector",
  getter: "gets: gives a promise",
  setter: "sets: chains",
  effect: "acts: chains, may take a completion callback",
  event: "listens, or stops listening",
  iteration: "visits each element",
  value: "gets without arguments, sets with any",
  named: "gets by a name, sets by a name and a value or by an object",
  outer: "gets without arguments or with a boolean, sets otherwise",
  shorthand: "triggers without arguments, listens with any",
  queue: "gets: gives a promise",
  refused: "refused",
};

const GUARDS: { readonly [guard in Guard]: string } = {
  "": "nothing",
  selector: "selectors only, no HTML",
  markup: "markup is sanitized, no scripts, nothing put into what rules the page",
  wrap: "markup is sanitized, no scripts, nothing wrapped that holds one, or in what rules the page",
  move: "selectors only, nothing moved that is or holds a script, or into what rules the page",
  unwrap: "selectors only, no parent that holds a script",
  attribute: "no names and values that run script or weaken a protection",
  remove: "no attributes that protect",
  style: "no properties that run script",
  text: "no scripts",
  listen: "names of events, selectors only",
  queue: "no functions to be queued",
};

/** The method table as a table of Markdown, as `docs/methods.md` shows it. */
export function methodsTable(): string {
  const rows = new Map<MethodGroup, string[]>();
  for (const [name, group] of Object.entries(METHODS)) rows.set(group, [...(rows.get(group) ?? []), name]);
  const lines = [...rows].map(([group, names]) => {
    const limits = group.reason || GUARDS[group.guard];
    return `| ${names.map((name) => `\`${name}\``).join(" ")} | ${KINDS[group.kind]} | ${limits} |`;
  });
  return ["| methods | what a call does | what is checked |", "| --- | --- | --- |", ...lines].join("\n");
}

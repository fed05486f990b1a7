/**
 * Whether objects and lists stand within one another deeper than this: `{}` has one level, `{ "a": [] }` two.
 * Whatever walks through a value by recursion, as `JSON.stringify` does, fails at a few thousand levels, so this
 * goes level by level. It takes time in proportion to the size of the value, and stops at the first level too many.
 *
 * @param value - What a transport decoded; a tree, without an object that holds itself.
 * @param levels - How many levels there may be. 0: any number.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (levels === 0) return false;
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > levels) return true;
    const next: object[] = [];
    for (const container of level) {
      for (const name of Object.keys(container)) {
        const member: unknown = (container as { readonly [name: string]: unknown })[name];
        if (isContainer(member)) next.push(member);
      }
    }
    level = next;
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

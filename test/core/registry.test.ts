import { type Registration, Registry } from "../../src/core/registry";
import { seededRandom } from "../support/seeded-random";

let counter = 0;
function registration(nodeId: string, pageId: string | undefined): Registration {
  counter += 1;
  return { uniqueId: `connection ${counter}`, nodeId, pageId, sender: () => {}, hasSession: false };
}

/** Whether these are the same connections, in the same order: to ask Jest costs ten times as much as what is tested. */
function areSame(some: Iterable<Registration>, expected: readonly Registration[]): boolean {
  const all = [...some];
  return all.length === expected.length && all.every((one, index) => one === expected[index]);
}

/** Pages come and go, sometimes two connections of one page; each is looked for before and after. */
it.each([3, 16, 17, 18, 40])(
  "finds the connections of each page among those of a node, %i at most",
  (most) => {
    const random = seededRandom(most);
    const registry = new Registry();
    const other = registration("Bob", "page 1");
    registry.add(other);
    const here: Registration[] = [];
    /** The steps after which something else was found than is there. */
    const wrong: number[] = [];
    for (let step = 0; step < 600; step++) {
      const leaves = here.length === most || (here.length > 0 && random() < 0.45);
      if (leaves) {
        const [left] = here.splice(Math.floor(random() * here.length), 1);
        const isLast = left !== undefined && registry.remove(left);
        if (isLast !== (here.length === 0)) wrong.push(step);
      } else {
        const number = Math.floor(random() * most);
        const joined = registration("Alice", number === 0 ? undefined : `page ${number}`);
        if (registry.add(joined) !== (here.length === 0)) wrong.push(step);
        here.push(joined);
      }
      const pageIds = Array.from({ length: most }, (_, index) => `page ${index + 1}`);
      const areFound = pageIds.every((pageId) =>
        areSame(
          registry.ofPage("Alice", pageId),
          here.filter((one) => one.pageId === pageId),
        ),
      );
      if (!areFound || !areSame(registry.ofPage("Alice", undefined), here)) wrong.push(step);
    }
    expect(wrong).toEqual([]);
    expect([...registry.ofPage("Bob", "page 1")]).toEqual([other]);
    expect([...registry.ofPage("Nobody", "page 1")]).toEqual([]);
  },
);

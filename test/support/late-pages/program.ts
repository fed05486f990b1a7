import * as fc from "fast-check";

/** How many keys statements are kept under. Each rules an element of its own. */
export const KEYS = 4;
/** Pages of the node that statements are for. The first one is there all the time. */
export const SCREENS = 3;
/** Pages that say statements. */
export const SPEAKERS = 2;

/** What a statement makes of its element: the whole of it, so that the last one alone counts. */
export interface Look {
  readonly text: string;
  readonly value: string;
  readonly classes: string;
}

/** One step of a program. Screens and speakers are named by number; a page is one or the other. */
export type Step =
  | { readonly do: "keep"; readonly speaker: number; readonly key: number; readonly look: Look }
  | { readonly do: "say"; readonly speaker: number; readonly look: Look }
  | { readonly do: "forget"; readonly speaker: number; readonly key: number }
  | { readonly do: "come" | "leave" | "reload"; readonly screen: number }
  /** Its connection is lost: it comes back with its session, or when that is over with a new one. */
  | { readonly do: "lose" | "back"; readonly page: number }
  /** From its next connection on it is on another process. */
  | { readonly do: "move"; readonly page: number; readonly process: number }
  /** The sessions of pages that are away end. */
  | { readonly do: "lapse" }
  /** All that is under way arrives. */
  | { readonly do: "settle" }
  | { readonly do: "cut" | "mend"; readonly process: number };

/** What a stage can do beyond one process. */
export interface Abilities {
  readonly processes: number;
  /** Whether a process can be cut off from the others. */
  readonly cuts: boolean;
  /** Whether pages can go to another process. */
  readonly moves: boolean;
}

const upTo = (count: number) => fc.nat({ max: count - 1 });
const word = fc.constantFrom("", "a", "b", "<i>", "ä\u2028");

/** Programs, which fast-check makes shorter while they still fail. */
export function programs({ processes, cuts, moves }: Abilities, maxLength: number): fc.Arbitrary<Step[]> {
  const look = fc.record({ text: word, value: word, classes: fc.constantFrom("", "x", "x y") });
  const speaker = upTo(SPEAKERS);
  const key = upTo(KEYS);
  const page = upTo(SCREENS + SPEAKERS);
  const process = upTo(processes);
  const make = <Name extends Step["do"]>(name: Name) => fc.constant(name);
  const steps: fc.WeightedArbitrary<Step>[] = [
    { weight: 12, arbitrary: fc.record({ do: make("keep"), speaker, key, look }) },
    { weight: 4, arbitrary: fc.record({ do: make("say"), speaker, look }) },
    { weight: 2, arbitrary: fc.record({ do: make("forget"), speaker, key }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constantFrom("come" as const, "leave" as const, "reload" as const),
        screen: fc.integer({ min: 1, max: SCREENS - 1 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constantFrom("lose" as const, "back" as const), page }),
    },
    { weight: 2, arbitrary: fc.record({ do: make("settle") }) },
    { weight: 1, arbitrary: fc.record({ do: make("lapse") }) },
  ];
  if (moves) steps.push({ weight: 1, arbitrary: fc.record({ do: make("move"), page, process }) });
  if (cuts) {
    const cut = fc.constantFrom("cut" as const, "mend" as const);
    steps.push({ weight: 2, arbitrary: fc.record({ do: cut, process }) });
  }
  return fc.array(fc.oneof(...steps), { maxLength });
}

/** Runs programs until one fails, which is then made as short as can be and printed with its seed. */
export async function check(
  abilities: Abilities,
  runs: number,
  run: (program: readonly Step[]) => Promise<void>,
  maxLength = 30,
): Promise<void> {
  const { JQLUSTER_SEED: seed, JQLUSTER_PATH: path } = process.env;
  await fc.assert(fc.asyncProperty(programs(abilities, maxLength), run), {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  });
}

/** @throws Error that names what is not as expected. */
export function same(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what}: ${one}, expected ${other}`);
}

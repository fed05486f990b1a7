import { classify, METHODS } from "../../src/client/expressions/methods";
import { ALL_BROWSERS } from "../engines/extent";
import { type Engine, type EngineName, launchEngine } from "../support/engines";
import { JQUERY_BUILDS, type JQueryBuild } from "../support/jquery-versions";
import { seededRandom } from "../support/seeded-random";
import { MEANT_DIFFERENCES } from "./differential/differences";
import { createGenerator } from "./differential/generate";
import { callsOf, jsonOf, type Program } from "./differential/program";
import { findDifference, openPair, type Pair } from "./differential/run";

// For longer runs: DIFFERENTIAL_SEED=7 DIFFERENTIAL_CHAINS=20000 npx jest test/browser/differential.test.ts
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 1);
const CHAINS = Number(process.env.DIFFERENTIAL_CHAINS ?? (ALL_BROWSERS ? 1000 : 350));
/** So many chains under the full builds together call all that can be called. */
const CHAINS_FOR_ALL_KINDS = 1000;
/** Slim builds differ by what they lack only. */
const chainsOf = ({ slim }: JQueryBuild) => (slim ? CHAINS / 4 : CHAINS);
const BATCH = 50;
/** Under `npm test` only those run that call something that none before them has called. */
const RUNS_ALL = ALL_BROWSERS || process.env.DIFFERENTIAL_CHAINS !== undefined;

/** Elsewhere a part of the chains. */
const OTHER_ENGINES: readonly EngineName[] = ["firefox", "webkitgtk"];
const OTHER_CHAINS = ALL_BROWSERS ? CHAINS : 50;
const OTHER_BUILDS = ALL_BROWSERS
  ? JQUERY_BUILDS
  : JQUERY_BUILDS.filter(({ name }) => name === "jQuery 4.0.0");

let engine: Engine;
beforeAll(async () => {
  engine = await launchEngine("chromium");
});
afterAll(() => engine.close());

/** What a run under one build of jQuery came to. */
interface Outcome {
  readonly difference: string;
  /** What was called, by method and by what the call does: `css getter`. */
  readonly called: ReadonlySet<string>;
  /** All that could be called. */
  readonly callable: readonly string[];
}

/** Compares random chains under a build until they differ. */
async function compareChains(engine: Engine, build: JQueryBuild, chains = chainsOf(build)): Promise<Outcome> {
  const pair = await openPair(engine, build);
  const seed = SEED + JQUERY_BUILDS.indexOf(build);
  const generate = createGenerator(seededRandom(seed), pair.methods);
  const called = new Set<string>();
  const isChosen = (program: Program) => {
    const kinds = kindsOf([program]);
    const hasNew = kinds.some((kind) => !called.has(kind));
    for (const kind of kinds) called.add(kind);
    return RUNS_ALL || hasNew;
  };
  let difference = "";
  for (let done = 0; done < chains && !difference; done += BATCH) {
    const programs = Array.from({ length: Math.min(BATCH, chains - done) }, generate);
    difference = await findDifference(pair, programs.filter(isChosen));
  }
  await pair.close();
  return { difference, called, callable: allKinds(pair) };
}

describe("random chains give with $bob what they give with $", () => {
  let outcomes: readonly PromiseSettledResult<Outcome>[];
  // All at once: of the two pages of a pair, one often waits for the other.
  beforeAll(
    async () => {
      outcomes = await Promise.allSettled(JQUERY_BUILDS.map((build) => compareChains(engine, build)));
    },
    60_000 + CHAINS * 1000,
  );

  test.each(JQUERY_BUILDS.map((build, index) => ({ name: build.name, chains: chainsOf(build), index })))(
    "$chains under $name",
    ({ index }) => {
      const outcome = outcomes[index];
      if (outcome?.status === "rejected") throw outcome.reason;
      expect(outcome?.value.difference).toBe("");
    },
  );

  test("call all that can be called", () => {
    const values = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const called = new Set(values.flatMap((value) => [...value.called]));
    const missing = values.flatMap(({ callable }) => callable.filter((kind) => !called.has(kind)));
    const fullBuilds = JQUERY_BUILDS.filter(({ slim }) => !slim);
    if (CHAINS * fullBuilds.length >= CHAINS_FOR_ALL_KINDS) expect(missing).toEqual([]);
    else expect(called.size).toBeGreaterThan(0);
  });
});

describe.each(OTHER_ENGINES)("in %s", (name) => {
  let other: Engine;
  beforeAll(async () => {
    other = await launchEngine(name);
  });
  afterAll(() => other.close());

  test.each(OTHER_BUILDS)(
    `${OTHER_CHAINS} random chains give with $bob what they give with $, under $name`,
    async (build) => {
      const { difference } = await compareChains(other, build, OTHER_CHAINS);
      expect(difference).toBe("");
    },
    60_000 + OTHER_CHAINS * 300,
  );
});

describe("the comparison", () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await openPair(engine, JQUERY_BUILDS[JQUERY_BUILDS.length - 2] as JQueryBuild);
  });
  afterAll(() => pair.close());

  test.each(MEANT_DIFFERENCES)("knows that $what", async ({ example, value }) => {
    expect(await pair.compareCode(example, true)).not.toBeNull();
    if (value) expect(await pair.compareCode(example, false)).toBeNull();
  });

  test("finds a difference, and shrinks the chains that show it", async () => {
    await pair.remote.run(`var addClass = jQuery.fn.addClass;
      jQuery.fn.addClass = function (name) { return addClass.call(this, name === "new" ? "old" : name); };`);
    const generate = createGenerator(seededRandom(SEED), pair.methods);
    let found = "";
    while (!found) found = await findDifference(pair, Array.from({ length: BATCH }, generate));
    // toggleClass() is made of addClass().
    expect(found).toMatch(
      /^With \$ and \$bob this is not the same:\n {2}\$\("[^"]+"\)(\.filter\("\*"\))?\.(add|toggle)Class\("new"\);\n/,
    );
    const [, here, there] = found.split(/\$:\n|\$bob:\n/);
    expect(here).toMatch(/class="[^"]*new"/);
    expect(there).toMatch(/class="[^"]*old"/);
  }, 120_000);
});

/** What the programs call. */
function kindsOf(programs: readonly Program[]): string[] {
  return programs
    .flatMap(callsOf)
    .map(({ method, args }) => `${method} ${classify(method, args.map(jsonOf))}`);
}

/** All that could be called, except for events and what is refused. */
function allKinds({ methods }: Pair): string[] {
  return Object.keys(METHODS)
    .filter((method) => methods.has(method))
    .flatMap((method) => [[], ["x"], ["x", "y"]].map((args) => [method, classify(method, args)]))
    .filter(([, kind]) => kind && !/^(event|iteration)$/.test(kind))
    .map((parts) => parts.join(" "));
}

import type { Browser } from "playwright-core";
import { classify, METHODS } from "../../src/client/expressions/methods";
import { launchBrowser } from "../support/browser";
import { JQUERY_BUILDS, type JQueryBuild } from "../support/jquery-versions";
import { seededRandom } from "../support/seeded-random";
import { MEANT_DIFFERENCES } from "./differential/differences";
import { createGenerator } from "./differential/generate";
import { callsOf, jsonOf, type Program } from "./differential/program";
import { findDifference, openPair, type Pair } from "./differential/run";

// For longer runs: DIFFERENTIAL_SEED=7 DIFFERENTIAL_CHAINS=20000 npx jest test/browser/differential.test.ts
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 1);
const CHAINS = Number(process.env.DIFFERENTIAL_CHAINS ?? 1000);
/** Slim builds differ by what they lack only. */
const chainsOf = ({ slim }: JQueryBuild) => (slim ? CHAINS / 4 : CHAINS);
const BATCH = 50;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** What a run under one build of jQuery came to. */
interface Outcome {
  readonly difference: string;
  /** What no chain called. */
  readonly missing: readonly string[];
}

/** Compares random chains under a build until they differ. */
async function compareChains(build: JQueryBuild): Promise<Outcome> {
  const chains = chainsOf(build);
  const pair = await openPair(browser, build);
  const generate = createGenerator(seededRandom(SEED), pair.methods);
  const made = new Set<string>();
  let difference = "";
  for (let done = 0; done < chains && !difference; done += BATCH) {
    const programs = Array.from({ length: Math.min(BATCH, chains - done) }, generate);
    difference = await findDifference(pair, programs);
    for (const kind of kindsOf(programs)) made.add(kind);
  }
  await pair.close();
  return { difference, missing: chains < 1000 ? [] : allKinds(pair).filter((kind) => !made.has(kind)) };
}

describe("random chains give with $bob what they give with $", () => {
  let outcomes: readonly PromiseSettledResult<Outcome>[];
  // All at once: of the two pages of a pair, one often waits for the other.
  beforeAll(
    async () => {
      outcomes = await Promise.allSettled(JQUERY_BUILDS.map(compareChains));
    },
    60_000 + CHAINS * 1000,
  );

  test.each(JQUERY_BUILDS.map((build, index) => ({ name: build.name, chains: chainsOf(build), index })))(
    "$chains under $name",
    ({ index }) => {
      const outcome = outcomes[index];
      if (outcome?.status === "rejected") throw outcome.reason;
      expect(outcome?.value).toEqual({ difference: "", missing: [] });
    },
  );
});

describe("the comparison", () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await openPair(browser, JQUERY_BUILDS[JQUERY_BUILDS.length - 2] as JQueryBuild);
  });
  afterAll(() => pair.close());

  test.each(MEANT_DIFFERENCES)("knows that $what", async ({ example, value }) => {
    expect(await pair.compareCode(example, true)).not.toBeNull();
    if (value) expect(await pair.compareCode(example, false)).toBeNull();
  });

  test("finds a difference, and shrinks the chains that show it", async () => {
    await pair.remote.evaluate(`{
      const { addClass } = jQuery.fn;
      jQuery.fn.addClass = function (name) { return addClass.call(this, name === "new" ? "old" : name); };
    }`);
    const generate = createGenerator(seededRandom(SEED), pair.methods);
    let found = "";
    while (!found) found = await findDifference(pair, Array.from({ length: BATCH }, generate));
    // toggleClass() is made of addClass().
    expect(found).toMatch(
      /^With \$ and \$bob this is not the same:\n {2}\$\("[^"]+"\)\.(add|toggle)Class\("new"\);\n/,
    );
    const [, here, there] = found.split(/\$:\n|\$bob:\n/);
    expect(here).toMatch(/class="[^"]*new"/);
    expect(there).toMatch(/class="[^"]*old"/);
  }, 120_000);
});

/** What was called, by method and by what the call does: `css getter`. */
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

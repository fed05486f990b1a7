const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * What takes longest, nearly the longest first: begun last, one of these alone would keep the whole run from its end. Jest
 * knows how long a file took in the run before, but on a new machine there was none. Those that mostly wait stand apart
 * from each other: run at the same time, they would leave the cores without work.
 */
const LONGEST = [
  "test/engines/behaviours.test.ts",
  "test/browser/differential.test.ts",
  "test/cli/tls.test.ts",
  "test/soak/sessions.test.ts",
  "test/browser/accessibility.test.ts",
  "test/browser/lacking.test.ts",
  "test/browser/playground.test.ts",
  "test/docs/client.test.ts",
  "test/browser/prefix.test.ts",
  "test/cluster/returning.test.ts",
  "test/browser/limits.test.ts",
  "test/tooling/fresh-clone.test.ts",
  "test/cluster/takeover.test.ts",
  "test/client/page/guards/verdicts.test.ts",
  "test/engines/pairs.test.ts",
  "test/soak/half-open.test.ts",
  "test/client/page/guards/guards.test.ts",
  "test/browser/two.test.ts",
  "test/service/folder/live.test.ts",
  "test/package/packed.test.ts",
  "test/backplanes/redis.test.ts",
  "test/browser/home.test.ts",
  "test/browser/game.test.ts",
  "test/cluster/workers.test.ts",
  "test/browser/slides.test.ts",
  "test/soak/rolling-sessions.test.ts",
  "test/browser/going-back.test.ts",
  "test/browser/passive.test.ts",
  "test/soak/processes.test.ts",
  "test/browser/original-methods.test.ts",
  "test/browser/draw.test.ts",
  "test/engines/pictures.test.ts",
  "test/docs/recipes.test.ts",
  "test/browser/loops.test.ts",
  "test/cli/new.test.ts",
];

/** Its tests take some milliseconds each, and fill the gaps at the end. */
const SHORTEST = "unit";

/** @typedef {Parameters<InstanceType<typeof Sequencer>["sort"]>[0][number]} Test */

const projectOf = (/** @type {Test} */ { context }) => context.config.displayName?.name;

/** @param {Test} test */
function rankOf({ path }) {
  return LONGEST.findIndex((file) => path.replaceAll("\\", "/").endsWith(`/${file}`));
}

/**
 * Spreads the tests of each project evenly: those of one project wait, those of another compute. Their order does not depend on
 * how long they took before, since the longest of each would come together.
 *
 * @param {readonly Test[]} tests
 */
function spread(tests) {
  /** @type {Map<string | undefined, number>} */
  const sizes = new Map();
  const byPath = [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  const numbered = byPath.map((test) => {
    const project = projectOf(test);
    const number = (sizes.get(project) ?? 0) + 1;
    sizes.set(project, number);
    return { test, project, number };
  });
  const placeOf = (/** @type {typeof numbered[number]} */ { project, number }) =>
    project === SHORTEST ? 1 : number / ((sizes.get(project) ?? 0) + 1);
  return numbered.sort((a, b) => placeOf(a) - placeOf(b)).map(({ test }) => test);
}

/** Starts the test files that take longest, and keeps those that wait apart. */
class LongestFirst extends Sequencer {
  /**
   * @override
   * @param {Test[]} tests
   */
  sort(tests) {
    const usual = super.sort(tests);
    const inOrder = (/** @type {Test[]} */ all) => {
      const long = all.filter((test) => rankOf(test) >= 0).sort((a, b) => rankOf(a) - rankOf(b));
      return [...long, ...spread(all.filter((test) => rankOf(test) < 0))];
    };
    return usual instanceof Promise ? usual.then(inOrder) : inOrder(usual);
  }
}

module.exports = LongestFirst;

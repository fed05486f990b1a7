const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * What takes longest, the longest first: begun last, one of these alone would keep the whole run from its end. Jest knows
 * how long a file took in the run before, but on a new machine there was none.
 */
const LONGEST = [
  "test/engines/behaviours.test.ts",
  "test/tooling/fresh-clone.test.ts",
  "test/browser/differential.test.ts",
  "test/cli/tls.test.ts",
  "test/soak/sessions.test.ts",
  "test/browser/lacking.test.ts",
  "test/service/folder/live.test.ts",
  "test/package/packed.test.ts",
  "test/client/page/guards/guards.test.ts",
  "test/browser/two.test.ts",
  "test/cluster/takeover.test.ts",
  "test/browser/game.test.ts",
  "test/browser/home.test.ts",
  "test/browser/accessibility.test.ts",
  "test/browser/playground.test.ts",
  "test/docs/client.test.ts",
  "test/browser/prefix.test.ts",
  "test/browser/limits.test.ts",
  "test/engines/pairs.test.ts",
  "test/client/page/guards/verdicts.test.ts",
  "test/cluster/workers.test.ts",
  "test/browser/slides.test.ts",
  "test/browser/draw.test.ts",
  "test/browser/going-back.test.ts",
  "test/browser/passive.test.ts",
  "test/browser/loops.test.ts",
  "test/cluster/returning.test.ts",
  "test/soak/rolling-sessions.test.ts",
  "test/soak/half-open.test.ts",
];

/** Then what waits for other processes, then what computes, which fills the gaps at the end. */
const PROJECTS = ["soak", "browser", "service", "package", "unit"];

/** @typedef {Parameters<InstanceType<typeof Sequencer>["sort"]>[0][number]} Test */

/** @param {Test} test */
function rankOf({ path, context }) {
  const place = LONGEST.findIndex((file) => path.replaceAll("\\", "/").endsWith(`/${file}`));
  if (place >= 0) return place;
  return LONGEST.length + PROJECTS.indexOf(context.config.displayName?.name ?? "");
}

/** Starts the test files that take or wait longest. */
class LongestFirst extends Sequencer {
  /**
   * @override
   * @param {Test[]} tests
   */
  sort(tests) {
    const usual = super.sort(tests);
    const inOrder = (/** @type {Test[]} */ all) => [...all].sort((a, b) => rankOf(a) - rankOf(b));
    return usual instanceof Promise ? usual.then(inOrder) : inOrder(usual);
  }
}

module.exports = LongestFirst;

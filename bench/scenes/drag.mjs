import { figureOf } from "./scene.mjs";

/** @typedef {import("./in-page.mjs").Globals} Globals */

/**
 * A drag on one page that another listens to, throttled: how much of one core each page needs for it.
 *
 * @param {readonly [alice: import("playwright-core").Page, bob: import("playwright-core").Page]} pages
 * @param {{ moves: number, throttle: number, goal: number }} load
 * @param {number} rounds
 */
export async function dragging([alice, bob], { moves, throttle, goal }, rounds) {
  const clocks = [await taskClock(alice), await taskClock(bob)];
  const drag = async () => {
    const before = await Promise.all(clocks.map((clock) => clock()));
    const seconds = await bob.evaluate(makeMoves, moves);
    const after = await Promise.all(clocks.map((clock) => clock()));
    return after.map((task, i) => (100 * (task - (before[i] ?? 0))) / seconds);
  };
  /** @type {number[][]} */
  const shares = [];
  for (let round = 0; round < rounds; round++) {
    // The drag itself costs something as well.
    await alice.evaluate(listen, 0);
    const alone = await drag();
    await alice.evaluate(listen, throttle);
    shares.push((await drag()).map((share, i) => share - (alone[i] ?? 0)));
  }
  const figures = ["the page that listens", "the page that is dragged on"].map((who, i) =>
    figureOf(
      who,
      shares.map((each) => each[i] ?? Number.NaN),
      goal,
    ),
  );
  return {
    scene: `in the page: a drag of ${moves} moves, throttle ${throttle} ms`,
    unit: "% of a core",
    figures,
  };
}

/**
 * How much CPU time the main thread of a page has used, in seconds: what others do on the machine is not in it.
 *
 * @param {import("playwright-core").Page} page
 */
async function taskClock(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
}

/** Listens to the moves, or stops with a throttle of 0. @param {number} throttle */
async function listen(throttle) {
  const { jqluster } = /** @type {Globals} */ (globalThis).$;
  const $pad = jqluster("Bob")("#pad");
  $pad.off("mousemove");
  if (throttle > 0)
    $pad.on(
      "mousemove",
      jqluster.handler({ throttle }, () => {}),
    );
  await $pad.width();
}

/** As a mouse does, every 8 ms. @param {number} moves @returns {Promise<number>} The time in seconds. */
function makeMoves(moves) {
  const pad = document.getElementById("pad");
  const start = performance.now();
  return new Promise((resolve) => {
    let made = 0;
    const timer = setInterval(() => {
      // What a busy machine has missed comes late, and together.
      for (; made < moves && made * 8 <= performance.now() - start; made++) {
        pad?.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, clientX: made, clientY: made }));
      }
      if (made < moves) return;
      clearInterval(timer);
      resolve((performance.now() - start) / 1000);
    }, 8);
  });
}

/** How long a test waits for what must come, in milliseconds: less than it may take, so that it names what did not. */
export const LIMIT = 90_000;

/** How often the condition is looked at before the first pause. */
const TURNS = 3;

/**
 * Waits for a condition that becomes true by itself. It looks less often the longer it waits, since to ask a page costs
 * more than most of what is waited for, and slows it down on a busy machine.
 *
 * @param limit - In milliseconds; only for tests that have more time than others.
 * @throws Error when it did not in time: waiting on would keep the test run from its end.
 */
export async function until(condition: () => boolean | Promise<boolean>, limit = LIMIT): Promise<void> {
  const begin = performance.now();
  // Most of what happens in one process has happened after a few turns of its event loop.
  for (let turn = 0; turn < TURNS; turn++) {
    if (await condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  while (!(await condition())) {
    const waited = performance.now() - begin;
    if (waited > limit) throw new Error(`in vain waited until ${condition}`);
    const pause = Math.min(Math.max(waited / 4, 5), 50);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

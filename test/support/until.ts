/** Below the time limit of a test, so that the failed test names the condition. */
const LIMIT = 25_000;

/**
 * Waits for a condition that becomes true by itself.
 *
 * @param limit - In milliseconds; only for tests that have more time than others.
 * @throws Error when it did not in time: waiting on would keep the test run from its end.
 */
export async function until(condition: () => boolean | Promise<boolean>, limit = LIMIT): Promise<void> {
  const deadline = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`in vain waited until ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

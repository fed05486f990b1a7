/** How long a test waits for what must come, in milliseconds: less than it may take, so that it names what did not. */
export const LIMIT = 90_000;

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

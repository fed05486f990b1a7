/** No wait of the product is longer, in milliseconds. */
const LONGEST_WAIT = 60_000;
const STEP = 50;

/**
 * Makes the clock and the timers stand still, until {@link letTimePass} moves them on. Messages between processes in
 * memory arrive as ever: they come by `setImmediate`, which is no timer.
 *
 * Undo with `jest.useRealTimers()`.
 */
export function stopTime(): void {
  jest.useFakeTimers({ doNotFake: ["setImmediate", "clearImmediate", "nextTick", "queueMicrotask"] });
}

/**
 * Moves a clock that {@link stopTime} stopped on, until what is awaited has come.
 *
 * @throws Error when it does not come within a minute of that time.
 * @example
 * expect(await letTimePass(alice.inbox.next())).toMatchObject({ body: { online: false } });
 */
export async function letTimePass<T>(awaited: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  awaited.then(over, over);
  for (let passed = 0; ; passed += STEP) {
    // Twice, since what arrives may be answered.
    for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate);
    if (isOver) return awaited;
    if (passed > LONGEST_WAIT) throw new Error("nothing came within a minute of fake time");
    await jest.advanceTimersByTimeAsync(STEP);
  }
}

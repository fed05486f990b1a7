/** @typedef {(run: () => void, delay: number) => ReturnType<typeof setTimeout>} Timer */

/**
 * Gives an object the timers that it uses.
 *
 * @param {{ setTimeoutFn: Timer, clearTimeoutFn: typeof clearTimeout }} object
 */
export function installTimerFunctions(object) {
  // Not the functions themselves, which insist on being the window's.
  object.setTimeoutFn = (run, delay) => setTimeout(run, delay);
  object.clearTimeoutFn = (timer) => clearTimeout(timer);
}

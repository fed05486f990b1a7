const FIRST_DELAY = 300;
const LONGEST_DELAY = 10_000;
/** How long an attempt may take for each of its steps, in milliseconds; twice as long after each that took longer. */
const STEP_TIMEOUT = 5_000;
const LONGEST_STEP_TIMEOUT = 30_000;
/** The same at first when the page has just been shown again. */
const STEP_TIMEOUT_AFTER_WAKING = 1_500;
/** How many connections in a row may be refused what they say once registered. */
const MAX_REFUSALS = 5;

/** Says how far apart attempts are, how long each may take, and when what was said is given up. */
export interface RetryPolicy {
  /** How long each step of an attempt may take, in milliseconds. */
  stepTimeout(): number;
  /** How long to wait before the next attempt, in milliseconds. */
  delay(isLeaving: boolean): number;
  /**
   * Whether what was said last is given up, and the session with it: it would be refused for ever.
   *
   * @param isRefused - Whether it was refused once more, by the server or by what stands before it.
   */
  givesUp(isRefused: boolean | undefined): boolean;
  /** A step took too long: the network may be slow. */
  onTimeout(): void;
  /** The page is registered, or was shown again: delays are short again. */
  reset(isAwake: boolean): void;
}

/** Begins with short delays. */
export function createRetryPolicy(): RetryPolicy {
  let failures = 0;
  let refusals = 0;
  let stepTimeout = STEP_TIMEOUT;
  return {
    stepTimeout: () => stepTimeout,
    delay(isLeaving) {
      failures += 1;
      // A page that is left may have time to begin another attempt, which nobody would register.
      if (isLeaving) return LONGEST_DELAY;
      // Spread, so that a thousand pages do not all come back in the same moment after a restart.
      return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (failures - 1)) * (0.5 + Math.random());
    },
    givesUp(isRefused) {
      refusals = isRefused ? refusals + 1 : 0;
      if (refusals < MAX_REFUSALS) return false;
      refusals = 0;
      return true;
    },
    onTimeout() {
      refusals = 0;
      stepTimeout = Math.min(stepTimeout * 2, LONGEST_STEP_TIMEOUT);
    },
    reset(isAwake) {
      failures = 0;
      if (isAwake) refusals = 0;
      stepTimeout = isAwake ? STEP_TIMEOUT_AFTER_WAKING : STEP_TIMEOUT;
    },
  };
}

/**
 * @typedef {{ at: number, order: number, run: () => void }} Entry
 * @typedef {{ next: Entry | undefined, unref(): Timer, ref(): Timer, hasRef(): boolean }} Timer
 */

/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32). */
export function seededRandom(/** @type {number} */ seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A binary heap of what is to run, the earliest first; of the same time the one that was added first. */
class Schedule {
  /** @type {Entry[]} */
  #heap = [];

  /** @param {Entry} entry */
  push(entry) {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent])) break;
      heap[index] = /** @type {Entry} */ (heap[parent]);
      index = parent;
    }
    heap[index] = entry;
  }

  /** @returns {Entry | undefined} */
  pop() {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      const right = heap[child + 1];
      if (right && isBefore(right, heap[child])) child += 1;
      if (!isBefore(heap[child], last)) break;
      heap[index] = /** @type {Entry} */ (heap[child]);
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

/**
 * @param {Entry | undefined} a
 * @param {Entry | undefined} b
 */
function isBefore(a, b) {
  if (!a || !b) return false;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/**
 * The clock and the timers of one simulated world. Time is in whole milliseconds and goes on only when `step` is called.
 */
export function createClock() {
  const schedule = new Schedule();
  let now = 0;
  let order = 0;

  /**
   * @param {Timer} timer
   * @param {number} delay
   * @param {() => void} run
   */
  function add(timer, delay, run) {
    order += 1;
    const entry = { at: now + delay, order, run };
    timer.next = entry;
    schedule.push(entry);
  }

  /** @returns {Timer} */
  function newTimer() {
    /** @type {Timer} */
    const timer = { next: undefined, unref: () => timer, ref: () => timer, hasRef: () => false };
    return timer;
  }

  const delayOf = (/** @type {number | undefined} */ milliseconds) =>
    Math.max(1, Math.ceil(milliseconds || 0));
  const clear = (/** @type {Timer | undefined} */ timer) => {
    if (timer?.next) timer.next.run = () => {};
    if (timer) timer.next = undefined;
  };

  class SimulatedDate extends Date {
    /** @override */
    static now() {
      return 1_700_000_000_000 + now;
    }
  }

  return {
    /** What takes the place of the globals of these names. */
    globals: {
      setTimeout(
        /** @type {(...args: unknown[]) => void} */ run,
        /** @type {number} */ delay,
        /** @type {unknown[]} */ ...args
      ) {
        const timer = newTimer();
        add(timer, delayOf(delay), () => run(...args));
        return timer;
      },
      setInterval(/** @type {() => void} */ run, /** @type {number} */ delay) {
        const timer = newTimer();
        const again = () => {
          add(timer, delayOf(delay), again);
          run();
        };
        add(timer, delayOf(delay), again);
        return timer;
      },
      setImmediate(/** @type {() => void} */ run) {
        const timer = newTimer();
        add(timer, 0, run);
        return timer;
      },
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
      performance: { now: () => now },
      Date: SimulatedDate,
    },
    /** Runs what comes next. @returns Whether there was anything. */
    step() {
      const entry = schedule.pop();
      if (!entry) return false;
      now = entry.at;
      entry.run();
      return true;
    },
  };
}

/** What remote calls give: a promise, also in browsers that have none of their own. */
export interface RemotePromise<T> extends PromiseLike<T> {
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): RemotePromise<A | B>;
  catch<B = never>(onRejected: (error: unknown) => B | PromiseLike<B>): RemotePromise<T | B>;
  finally(onSettled: () => void): RemotePromise<T>;
}

/** A promise with the means to settle it. Only the first call of `resolve` or `reject` counts. */
export interface Deferred<T> {
  readonly promise: RemotePromise<T>;
  resolve(value: T | PromiseLike<T>): void;
  reject(error: unknown): void;
  /** Calls when fulfilled, without counting as somebody who would hear of a rejection. */
  peek(onFulfilled: () => void): void;
}

/** Runs a function after the current statement: before timers and events where the browser can, else as soon as it can. */
export const nextMicrotask: (run: () => void) => void =
  typeof Promise === "function"
    ? (run) => {
        Promise.resolve().then(run);
      }
    : (run) => {
        setTimeout(run, 0);
      };

/**
 * Makes a promise of our own kind: native ones are missing in old browsers and cannot tell whether anybody listens.
 *
 * @param onUnobserved - Told about a rejection that nobody has asked for by the time events run again.
 */
export function defer<T>(onUnobserved: (error: unknown) => void): Deferred<T> {
  let state: "pending" | "fulfilled" | "rejected" = "pending";
  let outcome: unknown;
  let decided = false;
  let observed = false;
  let waiting: (() => void)[] = [];

  function settle(newState: "fulfilled" | "rejected", value: unknown): void {
    state = newState;
    outcome = value;
    waiting.forEach(nextMicrotask);
    waiting = [];
    if (newState === "rejected" && !observed) {
      setTimeout(() => {
        if (!observed) onUnobserved(value);
      }, 0);
    }
  }

  function whenSettled(run: () => void): void {
    if (state === "pending") waiting.push(run);
    else nextMicrotask(run);
  }

  function reject(error: unknown): void {
    if (decided) return;
    decided = true;
    settle("rejected", error);
  }

  function resolve(value: unknown): void {
    if (decided) return;
    decided = true;
    if (!isThenable(value)) {
      settle("fulfilled", value);
      return;
    }
    let answered = false;
    function once(newState: "fulfilled" | "rejected", inner: unknown): void {
      if (answered) return;
      answered = true;
      if (newState === "rejected") settle(newState, inner);
      else {
        decided = false;
        resolve(inner);
      }
    }
    try {
      value.then(
        (inner) => once("fulfilled", inner),
        (error) => once("rejected", error),
      );
    } catch (error) {
      once("rejected", error);
    }
  }

  function then(onFulfilled?: unknown, onRejected?: unknown): unknown {
    observed = true;
    const child = defer<unknown>(onUnobserved);
    function run(): void {
      const handler = state === "fulfilled" ? onFulfilled : onRejected;
      if (typeof handler !== "function") {
        if (state === "fulfilled") child.resolve(outcome);
        else child.reject(outcome);
        return;
      }
      try {
        child.resolve(handler(outcome));
      } catch (error) {
        child.reject(error);
      }
    }
    whenSettled(run);
    return child.promise;
  }

  const promise = {
    then,
    catch: (onRejected: unknown) => then(undefined, onRejected),
    finally: (onSettled: () => void) =>
      then(
        (value: unknown) => {
          onSettled();
          return value;
        },
        (error: unknown) => {
          onSettled();
          throw error;
        },
      ),
  } as unknown as RemotePromise<T>;
  return {
    promise,
    resolve,
    reject,
    peek(onFulfilled) {
      whenSettled(() => {
        if (state === "fulfilled") onFulfilled();
      });
    },
  };
}

/** What all the values come to, in their order; the first that fails fails the whole. */
export function all<T>(
  values: readonly (T | PromiseLike<T>)[],
  onUnobserved: (error: unknown) => void,
): RemotePromise<T[]> {
  const whole = defer<T[]>(onUnobserved);
  const results: T[] = [];
  let missing = values.length;
  if (missing === 0) whole.resolve(results);
  values.forEach((value, index) => {
    const one = defer<T>(onUnobserved);
    one.promise.then((result) => {
      results[index] = result;
      missing -= 1;
      if (missing === 0) whole.resolve(results);
    }, whole.reject);
    one.resolve(value);
  });
  return whole.promise;
}

/** Whether a value is a promise of any kind. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return !!value && typeof (value as { then?: unknown }).then === "function";
}

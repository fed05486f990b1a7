/** Calls at once, then at most once in every `interval` milliseconds, the last call always included. */
export function throttle<Arguments extends readonly unknown[]>(
  interval: number,
  call: (...args: Arguments) => void,
): (...args: Arguments) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Arguments | undefined;

  function rest(): void {
    timer = setTimeout(() => {
      timer = undefined;
      if (!last) return;
      const args = last;
      last = undefined;
      rest();
      call.apply(null, args as never);
    }, interval);
  }

  return (...args) => {
    last = args;
    if (timer !== undefined) return;
    last = undefined;
    rest();
    call.apply(null, args as never);
  };
}

/** How many elements a page holds on to at most: those of the events that were told last. */
const MAX_HELD = 1000;

/** The elements of events, which the page holds on to: their place may be another's before a handler answers. */
export interface HeldElements {
  /** The number of an element, the same as before while it is held. */
  numberOf(element: Node): number;
  /** @returns `undefined` when it is not held any more. */
  at(number: number): Node | undefined;
}

/** Makes an empty set. */
export function createHeldElements(): HeldElements {
  const held: Node[] = [];
  let left = 0;
  return {
    numberOf(element) {
      let found = held.indexOf(element);
      if (found < 0) found = held.push(element) - 1;
      const number = left + found;
      if (held.length > MAX_HELD) {
        held.shift();
        left += 1;
      }
      return number;
    },
    at: (number) => held[number - left],
  };
}

/** A place in a {@link Chain}. */
export interface Link<Value> {
  readonly value: Value;
  /** Takes the value out of its chain, if it is still there. */
  remove(): void;
}

/**
 * Values in the order in which they were added, each of which can be taken out at once.
 * A `Set` can do that too, but makes a new table every few values that come and go.
 */
export class Chain<Value> implements Iterable<Value> {
  #first: ChainLink<Value> | undefined;
  #last: ChainLink<Value> | undefined;

  /** The oldest value. */
  get first(): Value | undefined {
    return this.#first?.value;
  }

  /** Adds a value at the end. */
  add(value: Value): Link<Value> {
    const link = new ChainLink(value, this.#last, this.#remove);
    if (this.#last) this.#last.next = link;
    else this.#first = link;
    this.#last = link;
    return link;
  }

  /** The values that are there, the oldest first. None may be taken out meanwhile. */
  *[Symbol.iterator](): Iterator<Value> {
    for (let link = this.#first; link; link = link.next) yield link.value;
  }

  readonly #remove = (link: ChainLink<Value>): void => {
    if (link.previous) link.previous.next = link.next;
    else this.#first = link.next;
    if (link.next) link.next.previous = link.previous;
    else this.#last = link.previous;
  };
}

class ChainLink<Value> implements Link<Value> {
  readonly value: Value;
  previous: ChainLink<Value> | undefined;
  next: ChainLink<Value> | undefined;
  #takeOut: ((link: ChainLink<Value>) => void) | undefined;

  constructor(
    value: Value,
    previous: ChainLink<Value> | undefined,
    takeOut: (link: ChainLink<Value>) => void,
  ) {
    this.value = value;
    this.previous = previous;
    this.#takeOut = takeOut;
  }

  remove(): void {
    this.#takeOut?.(this);
    this.#takeOut = undefined;
  }
}

/** A map that takes next to no memory until it has its first entry: a room has many maps, and most stay empty. */
export class LazyMap<Key, Value> {
  #entries: Map<Key, Value> | undefined;

  get size(): number {
    return this.#entries?.size ?? 0;
  }

  get(key: Key): Value | undefined {
    return this.#entries?.get(key);
  }

  has(key: Key): boolean {
    return this.#entries?.has(key) ?? false;
  }

  set(key: Key, value: Value): void {
    this.#entries ??= new Map();
    this.#entries.set(key, value);
  }

  /** @returns Whether there was an entry. */
  delete(key: Key): boolean {
    return this.#entries?.delete(key) ?? false;
  }

  clear(): void {
    this.#entries = undefined;
  }

  /** The keys, in the order of their first use. */
  keys(): Iterable<Key> {
    return this.#entries?.keys() ?? [];
  }

  /** The values, in the order of the first use of their keys. */
  values(): Iterable<Value> {
    return this.#entries?.values() ?? [];
  }
}

/** A map of a limited size, by name: the entry that was set least recently is forgotten first. */
export class RecentMap<Value> extends LazyMap<string, Value> {
  readonly #limit: number;

  constructor(limit: number) {
    super();
    this.#limit = limit;
  }

  override set(name: string, value: Value): void {
    // Set last, it is forgotten last.
    this.delete(name);
    super.set(name, value);
    if (this.size <= this.#limit) return;
    for (const oldest of this.keys()) {
      this.delete(oldest);
      return;
    }
  }
}

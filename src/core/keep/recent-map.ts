/** A map of a limited size, by name: the entry that was set least recently is forgotten first. */
export class RecentMap<Value> extends Map<string, Value> {
  readonly #limit: number;

  constructor(limit: number) {
    super();
    this.#limit = limit;
  }

  override set(name: string, value: Value): this {
    // Set last, it is forgotten last.
    this.delete(name);
    super.set(name, value);
    if (this.size <= this.#limit) return this;
    for (const oldest of this.keys()) {
      this.delete(oldest);
      break;
    }
    return this;
  }
}

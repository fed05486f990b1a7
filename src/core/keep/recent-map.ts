import { LazyMap } from "../lazy-map";

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

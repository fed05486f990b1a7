import type { KeepStorage, KeptEntry } from "../../src/core";

/** A storage that outlives the processes of a test, and refuses to save when told so. */
export class MemoryStorage implements KeepStorage {
  /** What `save` rejects with; `undefined`: it saves. */
  refusal: Error | undefined;
  readonly #entries = new Map<string, KeptEntry>();

  /** The statements that are stored, in the order of the first use of their keys. */
  get texts(): (string | null)[] {
    const entries = [...this.#entries.values()];
    return entries.sort((one, other) => (one.first < other.first ? -1 : 1)).map(({ text }) => text);
  }

  async load(_channel: string, receive: (entries: readonly KeptEntry[]) => void): Promise<void> {
    receive([...this.#entries.values()]);
  }

  async save(_channel: string, entries: readonly KeptEntry[]): Promise<void> {
    if (this.refusal) throw this.refusal;
    for (const entry of entries) {
      const name = `${entry.node}\n${entry.key}`;
      const stored = this.#entries.get(name);
      if (stored && stored.version >= entry.version) continue;
      if (entry.text === null) this.#entries.delete(name);
      else this.#entries.set(name, entry);
    }
  }
}

/**
 * What is kept under a key, as processes and storages exchange it. Of two entries for one key the later version holds,
 * on each process, so that all of them agree whatever order the entries arrive in.
 */
export interface KeptEntry {
  readonly node: string;
  readonly key: string;
  /** When the key was first used: a stamp. Keys are ordered by it. */
  readonly first: string;
  /** When this was said: a stamp. Stamps are compared as texts. */
  readonly version: string;
  /** The statement as JSON text; `null`: it was dropped. */
  readonly text: string | null;
}

/** Where kept statements outlive the processes. What fails is saved again once the backplane is up again. */
export interface KeepStorage {
  /** Passes on what is stored, in parts. Rejects when it cannot be reached. */
  load(channel: string, receive: (entries: readonly KeptEntry[]) => void): Promise<void>;
  /**
   * Stores entries, those that are later than what is stored. It takes effect before publications that follow.
   *
   * @param timeout - How long all that is stored for the channel lasts from now on, in milliseconds. 0: for ever.
   */
  save(channel: string, entries: readonly KeptEntry[], timeout: number): Promise<void>;
}

/** @returns The entries among what came from another process or a storage. */
export function readEntries(value: unknown): KeptEntry[] {
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function isEntry(value: unknown): value is KeptEntry {
  if (typeof value !== "object" || value === null) return false;
  const { node, key, first, version, text } = value as Readonly<Record<string, unknown>>;
  const isText = (field: unknown) => typeof field === "string";
  return [node, key, first, version].every(isText) && (text === null || isText(text));
}

/** Makes stamps: the time, or more where a later stamp was seen, and a random mark of this clock. */
export class StampClock {
  readonly #mark = Math.random().toString(36).slice(2, 12).padEnd(10, "0");
  #latest = 0;

  next(): string {
    this.#latest = Math.max(Date.now(), this.#latest + 1);
    return this.#latest.toString(36).padStart(9, "0") + this.#mark;
  }

  /** Notes the stamp of another clock: later stamps of this one are greater. */
  see(stamp: string): void {
    const time = Number.parseInt(stamp.slice(0, 9), 36);
    if (time > this.#latest) this.#latest = time;
  }
}

/**
 * What is kept under a key, as processes and storages exchange it. Of two entries for one key the later version holds,
 * on each process, so that all of them agree whatever order the entries arrive in.
 *
 * @example
 * const entry = { node: "Bob", key: "title", first: stamp, version: stamp, text: JSON.stringify(message) };
 */
export interface KeptEntry {
  /** The ID of the node that it is kept for: without control characters. */
  readonly node: string;
  /** Names it among those of the node: without control characters. */
  readonly key: string;
  /** When the key was first used: a stamp. Keys are ordered by it. */
  readonly first: string;
  /** When this was said: a stamp. Stamps are compared as texts. */
  readonly version: string;
  /** The statement as JSON text; `null`: it was dropped. */
  readonly text: string | null;
}

/**
 * Where kept statements outlive the processes: the `storage` of a {@link Backplane}. What fails is saved again, after a
 * second or more, or once the backplane is up again.
 *
 * @example
 * const storage: KeepStorage = {
 *   load: async (channel, receive) => receive(await table.entriesOf(channel)),
 *   save: (channel, entries, timeout) => table.storeLater(channel, entries, timeout),
 * };
 */
export interface KeepStorage {
  /**
   * Passes on what is stored, in parts and in any order.
   *
   * @param channel - Names the room.
   * @throws Error, by the promise, when the storage cannot be reached: the other processes are asked then.
   */
  load(channel: string, receive: (entries: readonly KeptEntry[]) => void): Promise<void>;
  /**
   * Stores entries, those whose version is greater than the stored one, and drops those without a text. It takes effect
   * before publications that follow.
   *
   * @param channel - Names the room.
   * @param timeout - How long all that is stored for the channel lasts from now on, in milliseconds. 0: for ever.
   * @returns Fulfilled once it is stored: then the sender of a statement is told that it is kept.
   * @throws Error, by the promise and within two seconds, when it cannot be stored now.
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

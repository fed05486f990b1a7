import { type Backplane, BackplaneError, type KeepStorage } from "../../src/core";

/** A process's end of a {@link MemoryBus}, whose connection a test can cut. */
export interface MemoryBackplane extends Backplane {
  /** Ends the connection as a killed process or a lost network does: without a word. */
  cut(): void;
  /** Tells this process that another one was found to have ended. */
  tellLoss(): void;
  /** Connects again, with the subscriptions it had. */
  mend(): void;
}

/** Processes that are objects of one program, joined by nothing but the text they publish. */
export class MemoryBus {
  readonly #ends = new Set<MemoryEnd>();
  readonly #storage: KeepStorage | undefined;

  /** @param storage - Where its processes store what is kept; absent: nowhere. */
  constructor(storage?: KeepStorage) {
    this.#storage = storage;
  }

  /** Connects one more process. */
  connect(): MemoryBackplane {
    return new MemoryEnd(this.#ends, this.#storage);
  }
}

class MemoryEnd implements MemoryBackplane {
  readonly storage?: KeepStorage;
  readonly #ends: Set<MemoryEnd>;
  readonly #receivers = new Map<string, (payload: string) => void>();
  readonly #listeners = new Set<(isUp: boolean) => void>();
  readonly #lossListeners = new Set<() => void>();

  constructor(ends: Set<MemoryEnd>, storage: KeepStorage | undefined) {
    this.#ends = ends;
    if (storage) {
      this.storage = {
        load: async (channel, receive) => {
          this.#mustBeUp();
          await storage.load(channel, receive);
        },
        save: async (channel, entries, timeout) => {
          this.#mustBeUp();
          await storage.save(channel, entries, timeout);
        },
      };
    }
    ends.add(this);
  }

  get isUp(): boolean {
    return this.#ends.has(this);
  }

  onChange(listener: (isUp: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onLoss(listener: () => void): () => void {
    this.#lossListeners.add(listener);
    return () => this.#lossListeners.delete(listener);
  }

  async subscribe(channel: string, receive: (payload: string) => void): Promise<void> {
    this.#receivers.set(channel, receive);
  }

  unsubscribe(channel: string): void {
    this.#receivers.delete(channel);
  }

  async publish(channel: string, payload: string): Promise<number> {
    this.#mustBeUp();
    let taken = 0;
    for (const end of this.#ends) {
      if (end === this || !end.#receivers.has(channel)) continue;
      taken += 1;
      setImmediate(() => {
        if (end.isUp) end.#receivers.get(channel)?.(payload);
      });
    }
    return taken;
  }

  async count(channels: readonly string[]): Promise<number[]> {
    this.#mustBeUp();
    const others = [...this.#ends].filter((end) => end !== this);
    return channels.map((channel) => others.filter((end) => end.#receivers.has(channel)).length);
  }

  async close(): Promise<void> {
    this.cut();
    this.#receivers.clear();
  }

  cut(): void {
    if (this.#ends.delete(this)) for (const listener of this.#listeners) listener(false);
  }

  tellLoss(): void {
    for (const listener of this.#lossListeners) listener();
  }

  mend(): void {
    this.#ends.add(this);
    for (const listener of this.#listeners) listener(true);
  }

  #mustBeUp(): void {
    if (!this.isUp) throw new BackplaneError("the bus is cut");
  }
}

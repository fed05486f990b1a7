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

/** How processes are joined by a {@link MemoryBus}. */
export interface MemoryBusOptions {
  /** Where the processes store what is kept; absent: nowhere. */
  readonly storage?: KeepStorage;
  /**
   * Calls a function later: a process reads then what another one has published. Between any two processes the order
   * stays, but what comes from different processes does not keep the order in which it was published.
   * Processes have the numbers 0, 1, … in the order in which they connect.
   * @default after one turn of the event loop
   */
  readonly later?: (read: () => void, from: number, to: number) => void;
}

/** Processes that are objects of one program, joined by nothing but the text they publish. */
export class MemoryBus {
  readonly #ends = new Set<MemoryEnd>();
  readonly #options: MemoryBusOptions;
  #connected = 0;

  constructor(options: MemoryBusOptions = {}) {
    this.#options = options;
  }

  /** Connects one more process. */
  connect(): MemoryBackplane {
    return new MemoryEnd(this.#connected++, this.#ends, this.#options);
  }
}

/** The way from one process to another: what is published arrives later, in order. */
class Path {
  readonly #later: (read: () => void) => void;
  #waiting: (() => void)[] = [];

  constructor(later: (read: () => void) => void) {
    this.#later = later;
  }

  push(arrive: () => void): void {
    this.#waiting.push(arrive);
    if (this.#waiting.length > 1) return;
    this.#later(() => {
      const arriving = this.#waiting;
      this.#waiting = [];
      for (const arrives of arriving) arrives();
    });
  }
}

class MemoryEnd implements MemoryBackplane {
  readonly storage?: KeepStorage;
  readonly #ends: Set<MemoryEnd>;
  readonly #number: number;
  readonly #later: (read: () => void, from: number, to: number) => void;
  readonly #paths = new Map<MemoryEnd, Path>();
  readonly #receivers = new Map<string, (payload: string) => void>();
  readonly #listeners = new Set<(isUp: boolean) => void>();
  readonly #lossListeners = new Set<() => void>();

  constructor(number: number, ends: Set<MemoryEnd>, { storage, later = setImmediate }: MemoryBusOptions) {
    this.#number = number;
    this.#ends = ends;
    this.#later = later;
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
      this.#pathTo(end).push(() => {
        if (end.isUp) end.#receivers.get(channel)?.(payload);
      });
    }
    return taken;
  }

  async count(channels: readonly string[]): Promise<number[]> {
    this.#mustBeUp();
    const others = [...this.#ends].filter((end) => end !== this);
    await Promise.all(others.map((end) => this.#answered(end)));
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

  #pathTo(end: MemoryEnd): Path {
    const path = this.#paths.get(end) ?? new Path((read) => this.#later(read, this.#number, end.#number));
    this.#paths.set(end, path);
    return path;
  }

  /** @returns Settled when the other process has answered, after all that it published before. */
  #answered(end: MemoryEnd): Promise<void> {
    return new Promise((resolve) => {
      this.#pathTo(end).push(() => end.#pathTo(this).push(resolve));
    });
  }

  #mustBeUp(): void {
    if (!this.isUp) throw new BackplaneError("the bus is cut");
  }
}

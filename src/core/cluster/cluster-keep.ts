import { type Backplane, BackplaneError } from "../backplane";
import { type KeptEntry, readEntries } from "../keep/kept-entry";
import { type Logger, quote } from "../log";
import type { KeepReplicas, KeepReplicator } from "./cluster";
import { encodePublication, KEEP_CHANNEL, processChannel } from "./publication";
import type { Queries } from "./queries";

/** How long a process that has just started waits for its backplane, and for what is stored, in milliseconds. */
const LOAD_TIME = 2000;
/** After how long what could not be published is published again, in milliseconds; doubled each time. */
const RETRY_TIME = { first: 1000, longest: 60_000 };
/** How long a statement waits for a disconnected storage before its sender gets an error, in milliseconds. */
const STORE_TIME = 10_000;
/** The most statements that wait so; the senders of more are told at once. */
const MAX_WAITING = 10_000;

/**
 * Keeps statements the same on each process of a backplane: each publishes what is said there, and a process that gets
 * its first page loads all from the storage of the backplane, or else from the other processes.
 */
export class BackplaneKeep implements KeepReplicator {
  readonly #backplane: Backplane;
  readonly #queries: Queries;
  readonly #log: Logger;
  readonly #subscribed: Promise<void>;
  #replicas: KeepReplicas | undefined;
  #wasUp: boolean;
  #onUp: (() => void) | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryTime = RETRY_TIME.first;
  #isClosed = false;
  /** Called once all that is kept here is stored, or with why it is not. */
  readonly #waiting = new Set<(error?: string) => void>();

  constructor(backplane: Backplane, queries: Queries, logger: Logger, receive: (payload: string) => void) {
    this.#backplane = backplane;
    this.#queries = queries;
    this.#log = logger;
    this.#wasUp = backplane.isUp;
    this.#subscribed = backplane.subscribe(KEEP_CHANNEL, receive);
  }

  start(replicas: KeepReplicas): void {
    this.#replicas = replicas;
  }

  publish(entries: readonly KeptEntry[], timeout: number): Promise<string | undefined> | undefined {
    const { saved, published } = this.#publish(entries, timeout);
    published.catch((error) => this.#publishLater(error));
    return saved?.then(
      () => undefined,
      (error) => {
        this.#publishLater(error);
        return this.#whenStored(error);
      },
    );
  }

  async load(): Promise<void> {
    await this.#subscribed;
    if (!this.#wasUp && !this.#backplane.isUp) await this.#whenUp();
    if (this.#isClosed) return;
    const { storage } = this.#backplane;
    const loading = storage
      ? storage.load(KEEP_CHANNEL, (entries) => this.receive(entries)).catch(() => this.#query())
      : this.#query();
    const late = new BackplaneError(`it takes more than ${LOAD_TIME / 1000} s`);
    try {
      await inTime(loading, LOAD_TIME, late);
    } catch (error) {
      this.#log("warn", `What is kept may be incomplete for a page that registers now: ${quote(error)}`);
    }
  }

  touch(timeout: number): void {
    // When it fails, the next touch comes in time, or all is published again.
    this.#backplane.storage?.save(KEEP_CHANNEL, [], timeout).catch(() => {});
  }

  /** Takes entries of another process or of the storage. */
  receive(entries: unknown): void {
    this.#replicas?.receive(readEntries(entries));
  }

  /** Publishes all that is kept here to one process, before the response to its query. */
  answer(process: string): void {
    for (const part of this.#replicas?.parts() ?? []) {
      const payload = encodePublication({ kind: "kept", entries: part });
      this.#backplane.publish(processChannel(process), payload).catch(() => {});
    }
  }

  /** The backplane is up again: each side may have missed what the other has said. */
  reconnected(): void {
    this.#wasUp = true;
    this.#retryTime = RETRY_TIME.first;
    this.#onUp?.();
    void this.#publishAll();
    void this.load();
  }

  close(): void {
    this.#isClosed = true;
    this.#onUp?.();
    clearTimeout(this.#retry);
    for (const settle of this.#waiting) settle("the server has stopped");
    this.#backplane.unsubscribe(KEEP_CHANNEL);
  }

  async #query(): Promise<void> {
    const { complete } = await this.#queries.send(KEEP_CHANNEL, { about: "kept" });
    if (!complete) throw new BackplaneError("not every process has responded");
  }

  async #publishAll(): Promise<void> {
    if (!this.#replicas) return;
    const { timeout } = this.#replicas;
    // Statements that are kept from here on have their own outcome.
    const waiting = [...this.#waiting];
    const all = Array.from(this.#replicas.parts(), (part) => this.#publish(part, timeout));
    try {
      await Promise.all(all.flatMap(({ saved, published }) => [saved, published]));
      for (const settle of waiting) settle();
    } catch (error) {
      this.#publishLater(error);
    }
  }

  /** While the backplane is disconnected, a short wait may help. A connected storage has refused. */
  #whenStored(error: unknown): Promise<string | undefined> {
    const reason = quote(error);
    if (this.#backplane.isUp || this.#isClosed || this.#waiting.size >= MAX_WAITING)
      return Promise.resolve(reason);
    return new Promise((resolve) => {
      const settle = (late?: string) => {
        clearTimeout(timer);
        this.#waiting.delete(settle);
        resolve(late);
      };
      const timer = setTimeout(() => settle(reason), STORE_TIME);
      timer.unref();
      this.#waiting.add(settle);
    });
  }

  /** Retries nothing while the backplane is disconnected: all is published when it is connected again. */
  #publishLater(error: unknown): void {
    if (this.#retry || this.#isClosed || !this.#backplane.isUp) return;
    const seconds = this.#retryTime / 1000;
    this.#log(
      "warn",
      `Kept statements could not be published, trying again in ${seconds} s: ${quote(error)}`,
    );
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      if (this.#backplane.isUp) void this.#publishAll();
    }, this.#retryTime);
    this.#retryTime = Math.min(2 * this.#retryTime, RETRY_TIME.longest);
    this.#retry.unref();
  }

  #publish(entries: readonly KeptEntry[], timeout: number) {
    const saved = this.#backplane.storage?.save(KEEP_CHANNEL, entries, timeout);
    const published = this.#backplane.publish(KEEP_CHANNEL, encodePublication({ kind: "kept", entries }));
    return { saved, published };
  }

  async #whenUp(): Promise<void> {
    const up = new Promise<void>((resolve) => {
      this.#onUp = resolve;
    });
    await inTime(up, LOAD_TIME, undefined);
  }
}

/** Waits for a promise, but no longer than this. @throws The given error when it is late, if there is one. */
async function inTime(
  promise: Promise<unknown>,
  milliseconds: number,
  late: Error | undefined,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => (late ? reject(late) : resolve()), milliseconds);
  });
  try {
    await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

import { type Backplane, BackplaneError, type Logger, quote } from "../core";
import { Batches, unbatch } from "./batches";
import type { RedisConnection } from "./redis-connection";
import { RedisKeepStorage } from "./redis-keep";
import type { SlotRange } from "./redis-slots";

/** How long to wait after a failed attempt to connect, in milliseconds; doubled each time. */
const FIRST_DELAY = 50;
const LONGEST_DELAY = 250;
/** While Redis stays away, a log line says so this often, in milliseconds. */
const REMINDER_INTERVAL = 30_000;

/** Options of {@link RedisBackplane}. */
export interface RedisServerOptions {
  readonly url: URL;
  /** What the names of its channels begin with. */
  readonly prefix: string;
  /** Whether the server is a shard of a Redis Cluster. */
  readonly isShard: boolean;
  readonly logger: Logger;
}

/** Joins processes by one Redis server. */
export class RedisBackplane implements Backplane {
  readonly storage: RedisKeepStorage;
  readonly #url: URL;
  readonly #prefix: string;
  readonly #isShard: boolean;
  readonly #log: Logger;
  /** Marks what this process published, which Redis gives back to it. */
  readonly #mark = `${Math.random().toString(36).slice(2, 10).padEnd(8, "0")} `;
  readonly #receivers = new Map<string, (payload: string) => void>();
  readonly #listeners = new Set<(isUp: boolean) => void>();
  readonly #batches = new Batches((name, text, payloads) => this.#publish(name, text, payloads));
  #connection: RedisConnection | undefined;
  /** What Redis was told to send on this connection; `undefined` until it takes commands. */
  #subscribed: Set<string> | undefined;
  #isUp = false;
  #isClosed = false;
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor({ url, prefix, isShard, logger }: RedisServerOptions) {
    this.#url = url;
    this.#prefix = prefix;
    this.#isShard = isShard;
    this.#log = logger;
    this.storage = new RedisKeepStorage(`${prefix}kept:`, () => this.#whenUp());
    this.#connect();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  onChange(listener: (isUp: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async subscribe(name: string, receive: (payload: string) => void): Promise<void> {
    const channel = this.#prefix + name;
    this.#batches.flush();
    this.#receivers.set(channel, receive);
    if (!this.#subscribed || this.#subscribed.has(channel)) return;
    this.#subscribed.add(channel);
    // When the connection ends before the answer, the next one makes up for it.
    await this.#connection?.subscribe([channel]).catch(() => {});
  }

  unsubscribe(name: string): void {
    const channel = this.#prefix + name;
    this.#batches.flush();
    this.#receivers.delete(channel);
    if (this.#subscribed?.delete(channel)) this.#connection?.unsubscribe(channel).catch(() => {});
  }

  publish(name: string, payload: string): Promise<number> {
    return this.#batches.add(name, payload);
  }

  async count(names: readonly string[]): Promise<number[]> {
    this.#batches.flush();
    const channels = names.map((name) => this.#prefix + name);
    const own = channels.map((channel) => (this.#subscribed?.has(channel) ? 1 : 0));
    const counts = await this.#whenUp().count(channels);
    return counts.map((count, index) => count - (own[index] ?? 0));
  }

  /** @returns Which servers of the cluster have which slots. */
  async slots(): Promise<SlotRange[]> {
    return this.#whenUp().slots();
  }

  async close(): Promise<void> {
    this.#batches.flush();
    this.#isClosed = true;
    clearTimeout(this.#retry);
    if (this.#isUp) await this.#connection?.drain().catch(() => {});
    this.#connection?.close();
    this.#receivers.clear();
    this.#become(false);
  }

  async #publish(name: string, text: string, payloads: number): Promise<number> {
    const channel = this.#prefix + name;
    // Commands of one connection take effect in order, so Redis counts us exactly when this says so.
    const own = this.#subscribed?.has(channel) ? 1 : 0;
    return (await this.#whenUp().publish(channel, this.#mark + text, payloads)) - own;
  }

  #whenUp(): RedisConnection {
    if (this.#connection && this.#isUp) return this.#connection;
    throw new BackplaneError("the other processes cannot be reached now, since Redis is away");
  }

  async #connect(): Promise<void> {
    this.#attempts += 1;
    // Loaded only where it is used: most run without Redis.
    const { RedisConnection } = require("./redis-connection") as typeof import("./redis-connection");
    const connection = new RedisConnection(this.#url.href, this.#isShard, {
      onMessage: (channel, payload) => this.#receive(channel, payload),
      onEnd: (error) => this.#ended(error),
    });
    this.#connection = connection;
    try {
      await connection.open();
      const channels = [...this.#receivers.keys()];
      this.#subscribed = new Set(channels);
      await connection.subscribe(channels);
      if (this.#isClosed) return;
      this.#attempts = 0;
      this.#toldAt = Number.NEGATIVE_INFINITY;
      this.#log("info", `Connected to Redis at ${this.#url.host}`);
      this.#become(true);
    } catch (error) {
      connection.fail(error as Error);
    }
  }

  #ended(error: Error): void {
    this.#subscribed = undefined;
    this.#become(false);
    if (this.#isClosed) return;
    this.#tell(error);
    // At once after a loss, since other processes wait for this one; then at growing intervals.
    const delay = this.#attempts === 0 ? 0 : Math.min(FIRST_DELAY * 2 ** (this.#attempts - 1), LONGEST_DELAY);
    this.#retry = setTimeout(() => this.#connect(), delay * (0.75 + Math.random() / 2));
  }

  #tell(error: Error): void {
    const now = performance.now();
    if (now - this.#toldAt < REMINDER_INTERVAL) return;
    this.#toldAt = now;
    const { code } = error as NodeJS.ErrnoException;
    const reason = quote(error.message || code);
    this.#log("error", `Redis at ${this.#url.host} is away (${reason}); trying again until it is back`);
  }

  #receive(channel: string, payload: string): void {
    if (payload.startsWith(this.#mark)) return;
    for (const part of unbatch(payload.slice(this.#mark.length))) this.#receivers.get(channel)?.(part);
  }

  #become(isUp: boolean): void {
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    for (const listener of this.#listeners) listener(isUp);
  }
}

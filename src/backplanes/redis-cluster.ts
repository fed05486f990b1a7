import { type Backplane, BackplaneError, type KeepStorage, type Logger, quote } from "../core";
import { RedisBackplane } from "./redis-backplane";
import { rangeOf, roomTagOf, type SlotRange, slotOfTag } from "./redis-slots";

/** Options of {@link RedisClusterBackplane}. */
export interface RedisClusterOptions {
  /** One of the servers. */
  readonly url: URL;
  /** What the names of all channels begin with. */
  readonly prefix: string;
  readonly logger: Logger;
}

/** How often it is looked which server has which slots, in milliseconds. */
const LOOK_INTERVAL = 1000;

interface Shard {
  readonly backplane: RedisBackplane;
  readonly stop: () => void;
}

/**
 * Joins processes by the sharded publish/subscribe of a Redis Cluster: one connection to each server that has slots.
 * A room is the hash tag of its channels, so all of them are on one server, and order holds among them.
 */
export class RedisClusterBackplane implements Backplane {
  readonly storage: KeepStorage = {
    load: async (channel, receive) => this.#storageOf(channel).load(tagged(channel), receive),
    save: async (channel, entries, timeout) =>
      this.#storageOf(channel).save(tagged(channel), entries, timeout),
  };
  readonly #options: RedisClusterOptions;
  readonly #shards = new Map<string, Shard>();
  /** Where each subscription is; `undefined` while it is not known which server has it. */
  readonly #subscriptions = new Map<string, { receive: (payload: string) => void; at: Shard | undefined }>();
  readonly #listeners = new Set<(isUp: boolean) => void>();
  readonly #timer: ReturnType<typeof setInterval>;
  #ranges: readonly SlotRange[] = [];
  #isUp = false;
  #isClosed = false;
  #isLooking = false;
  #isAway = false;

  constructor(options: RedisClusterOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#look(), LOOK_INTERVAL);
    void this.#look();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  onChange(listener: (isUp: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async subscribe(channel: string, receive: (payload: string) => void): Promise<void> {
    const at = this.#shardOf(channel);
    this.#subscriptions.set(channel, { receive, at });
    await at?.backplane.subscribe(tagged(channel), receive);
  }

  unsubscribe(channel: string): void {
    this.#subscriptions.get(channel)?.at?.backplane.unsubscribe(tagged(channel));
    this.#subscriptions.delete(channel);
  }

  publish(channel: string, payload: string): Promise<number> {
    const shard = this.#shardOf(channel);
    return shard ? shard.backplane.publish(tagged(channel), payload) : Promise.reject(awayError());
  }

  async count(channels: readonly string[]): Promise<number[]> {
    const byShard = new Map<Shard, string[]>();
    for (const channel of channels) {
      const shard = this.#shardOf(channel);
      if (!shard) throw awayError();
      byShard.set(shard, [...(byShard.get(shard) ?? []), channel]);
    }
    const counts = new Map<string, number>();
    const countAll = [...byShard].map(async ([{ backplane }, own]) => {
      const found = await backplane.count(own.map(tagged));
      for (const [i, channel] of own.entries()) counts.set(channel, found[i] ?? 0);
    });
    await Promise.all(countAll);
    return channels.map((channel) => counts.get(channel) ?? 0);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#shards.values()].map(closeShard));
    this.#shards.clear();
    this.#subscriptions.clear();
    this.#ranges = [];
    this.#update();
  }

  /** Finds out which server has which slots: shards come, go, and give slots to each other. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const ranges = await this.#askForSlots();
      if (!this.#isClosed) this.#use(ranges);
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway && !this.#isClosed) this.#tellAway(error);
      this.#isAway = true;
    } finally {
      this.#isLooking = false;
    }
  }

  async #askForSlots(): Promise<SlotRange[]> {
    const one = [...this.#shards.values()].find(({ backplane }) => backplane.isUp);
    if (one) return one.backplane.slots();
    // Loaded only where it is used: most run without Redis.
    const { RedisConnection } = require("./redis-connection") as typeof import("./redis-connection");
    const connection = new RedisConnection(this.#options.url.href, true, {
      onMessage: () => {},
      onEnd: () => {},
    });
    try {
      await connection.open();
      return await connection.slots();
    } finally {
      connection.close();
    }
  }

  #use(ranges: readonly SlotRange[]): void {
    this.#ranges = ranges;
    const addresses = new Set(ranges.map(addressOf));
    for (const address of addresses) {
      if (!this.#shards.has(address)) this.#shards.set(address, this.#connect(address));
    }
    const gone = [...this.#shards].filter(([address]) => !addresses.has(address));
    for (const [address] of gone) this.#shards.delete(address);
    for (const [channel, subscription] of this.#subscriptions) {
      const at = this.#shardOf(channel);
      if (at === subscription.at) continue;
      subscription.at?.backplane.unsubscribe(tagged(channel));
      subscription.at = at;
      // What it cannot be told now it is told when it is there.
      void at?.backplane.subscribe(tagged(channel), subscription.receive);
    }
    for (const [, shard] of gone) void closeShard(shard);
    this.#update();
  }

  #connect(address: string): Shard {
    const url = new URL(this.#options.url);
    // A server that does not know its own host means the one that was asked.
    url.host = address.startsWith(":") ? `${url.hostname}${address}` : address;
    const backplane = new RedisBackplane({ ...this.#options, url, isShard: true });
    return { backplane, stop: backplane.onChange(() => this.#update()) };
  }

  /** @throws BackplaneError while it is not known which server it is. */
  #storageOf(channel: string): KeepStorage {
    const shard = this.#shardOf(channel);
    if (!shard) throw awayError();
    return shard.backplane.storage;
  }

  #shardOf(channel: string): Shard | undefined {
    const range = rangeOf(this.#ranges, slotOfTag(roomTagOf(channel)));
    return range && this.#shards.get(addressOf(range));
  }

  #update(): void {
    const shards = [...this.#shards.values()];
    const isUp = shards.length > 0 && shards.every(({ backplane }) => backplane.isUp);
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    for (const listener of this.#listeners) listener(isUp);
  }

  #tellAway(error: unknown): void {
    const reason = quote(error instanceof Error ? error.message : error);
    const { host } = this.#options.url;
    this.#options.logger(
      "error",
      `The Redis Cluster of ${host} is away (${reason}); trying again until it is back`,
    );
  }
}

/** The name of a channel with its room as the hash tag. */
function tagged(channel: string): string {
  return `{${roomTagOf(channel)}}${channel}`;
}

function addressOf({ host, port }: SlotRange): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function awayError(): BackplaneError {
  return new BackplaneError("the other processes cannot be reached now, since the Redis Cluster is away");
}

async function closeShard({ backplane, stop }: Shard): Promise<void> {
  stop();
  await backplane.close();
}

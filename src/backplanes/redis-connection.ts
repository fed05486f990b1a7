import Redis from "ioredis";
import { BackplaneError } from "../core";
import { corkUntilNextTick } from "../transports/cork";
import { type SlotRange, slotRangesOf } from "./redis-slots";

/** How long Redis may take to open a connection or to answer a command, in milliseconds. */
const ANSWER_TIME = 1200;
/** How often overdue answers are looked for, in milliseconds. */
const CHECK_INTERVAL = 100;
/**
 * How much of the time since the check before counts at most, in milliseconds. When a check runs late, this process or its
 * machine was busy, and Redis is not to blame.
 */
const COUNTED_AT_MOST = 150;
/** How often an idle connection is pinged, in milliseconds. */
const PING_INTERVAL = 1000;
/** How many messages may wait for Redis, and how many bytes. With more, Redis is too slow and the connection ends. */
const MAX_UNDER_WAY = 10_000;
const MAX_UNDER_WAY_BYTES = 64 * 1024 * 1024;
/** How many channels one command subscribes to. In a shard one: a command with several needs them in the same slot. */
const SUBSCRIBE_BATCH = { server: 1000, shard: 1 };

/** What {@link RedisConnection} tells. */
export interface RedisConnectionEvents {
  readonly onMessage: (channel: string, payload: string) => void;
  /** The connection has ended. Called once, and not after `close`. */
  readonly onEnd: (error: Error) => void;
}

/** What a command adds to what waits for Redis. */
interface Load {
  readonly messages: number;
  readonly bytes: number;
}

const NO_MESSAGE: Load = { messages: 0, bytes: 0 };

interface UnderWay extends Load {
  /** The time that had been counted, in milliseconds. */
  readonly since: number;
  readonly reject: (error: Error) => void;
}

/**
 * One connection to Redis, for publishing and subscribing at once (RESP3), from its opening to its end.
 * It never reconnects, and it stores nothing to send later: its owner opens another one.
 * A command without a reply in time ends the connection, since later commands would wait as well.
 */
export class RedisConnection {
  readonly #redis: Redis;
  readonly #events: RedisConnectionEvents;
  readonly #isShard: boolean;
  readonly #underWay = new Set<UnderWay>();
  #underWayMessages = 0;
  #underWayBytes = 0;
  /** The time for which Redis could have answered, in milliseconds: that since the opening, less what this process was held up. */
  #counted = 0;
  #lastAnswer = 0;
  #lastCheck = performance.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  #error: Error | undefined;

  /** @param isShard - Whether it is a server of a Redis Cluster, with publish/subscribe for its own slots. */
  constructor(url: string, isShard: boolean, events: RedisConnectionEvents) {
    this.#events = events;
    this.#isShard = isShard;
    // With its type parameter: to infer it takes the compiler two seconds.
    this.#redis = new Redis<"legacy">(url, {
      protocol: 3,
      db: 0,
      lazyConnect: true,
      connectTimeout: ANSWER_TIME,
      disconnectTimeout: 100,
      retryStrategy: null,
      maxRetriesPerRequest: null,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      disableClientInfo: true,
      connectionName: "jqluster",
    });
    this.#redis.on(isShard ? "smessage" : "message", events.onMessage);
    this.#redis.on("error", (error) => this.#end(error));
    this.#redis.on("end", () => this.#end(new BackplaneError("Redis closed the connection")));
  }

  /** @throws Error when Redis cannot be reached, does not answer in time, or refuses. */
  async open(): Promise<void> {
    this.#lastCheck = performance.now();
    this.#timer = setInterval(() => this.#check(), CHECK_INTERVAL);
    await this.#run(NO_MESSAGE, () => this.#redis.connect());
    // Also what Redis says to a wrong password, which the handshake alone does not always tell.
    await this.#run(NO_MESSAGE, () => this.#redis.ping());
  }

  /**
   * @param messages - How many messages the payload is, of those that may wait.
   * @returns How many connections took it, this one included where it is subscribed.
   */
  publish(channel: string, payload: string, messages: number): Promise<number> {
    return this.#run<unknown>({ messages, bytes: payload.length }, () => {
      // Absent while it connects.
      if (this.#redis.stream) corkUntilNextTick(this.#redis.stream);
      return this.#isShard ? this.#redis.spublish(channel, payload) : this.#redis.publish(channel, payload);
    }).then(Number);
  }

  async subscribe(channels: readonly string[]): Promise<void> {
    const taken: Promise<unknown>[] = [];
    const size = this.#isShard ? SUBSCRIBE_BATCH.shard : SUBSCRIBE_BATCH.server;
    for (let start = 0; start < channels.length; start += size) {
      const batch = channels.slice(start, start + size);
      const subscribe = () =>
        this.#isShard ? this.#redis.ssubscribe(...batch) : this.#redis.subscribe(...batch);
      taken.push(this.#run<unknown>(NO_MESSAGE, subscribe));
    }
    // All in one tick, so that an `unsubscribe` comes later.
    await Promise.all(taken);
  }

  async unsubscribe(channel: string): Promise<void> {
    const unsubscribe = () =>
      this.#isShard ? this.#redis.sunsubscribe(channel) : this.#redis.unsubscribe(channel);
    await this.#run<unknown>(NO_MESSAGE, unsubscribe);
  }

  /** @returns How many connections are subscribed to each, this one included. */
  async count(channels: readonly string[]): Promise<number[]> {
    const ask = () =>
      this.#isShard
        ? this.#redis.pubsub("SHARDNUMSUB", ...channels)
        : this.#redis.pubsub("NUMSUB", ...channels);
    const pairs = await this.#run(NO_MESSAGE, ask);
    return channels.map((_channel, index) => Number(pairs[2 * index + 1]));
  }

  /** Runs a script on one key. */
  async evaluate(script: string, key: string, values: readonly string[]): Promise<void> {
    const bytes = values.reduce((sum, { length }) => sum + length, 0);
    await this.#run<unknown>({ messages: 1, bytes }, () => this.#redis.eval(script, 1, key, ...values));
  }

  /** @returns Where to go on, "0" at the end, and fields and values of a hash by turns: about so many. */
  scanHash(key: string, cursor: string, count: number): Promise<[cursor: string, elements: string[]]> {
    return this.#run(NO_MESSAGE, () => this.#redis.hscan(key, cursor, "COUNT", count));
  }

  /** @returns Which servers of the cluster have which slots. */
  async slots(): Promise<SlotRange[]> {
    const ranges: unknown = await this.#run(NO_MESSAGE, () => this.#redis.cluster("SLOTS"));
    return slotRangesOf(ranges);
  }

  /** Settles once nothing is under way. */
  async drain(): Promise<void> {
    if (this.#error === undefined && this.#underWay.size > 0)
      await this.#run(NO_MESSAGE, () => this.#redis.ping());
  }

  /** Ends the connection because of this error. */
  fail(error: Error): void {
    this.#end(error);
  }

  close(): void {
    this.#end(new BackplaneError("the connection to Redis was closed"), true);
  }

  #run<T>({ messages, bytes }: Load, command: () => Promise<T>): Promise<T> {
    if (this.#error) return Promise.reject(this.#error);
    if (this.#underWayMessages + messages > MAX_UNDER_WAY || this.#underWayBytes > MAX_UNDER_WAY_BYTES) {
      return Promise.reject(new BackplaneError("too many messages wait for Redis"));
    }
    return new Promise((resolve, reject) => {
      const entry: UnderWay = { since: this.#counted, messages, bytes, reject };
      this.#underWay.add(entry);
      this.#underWayMessages += messages;
      this.#underWayBytes += bytes;
      command().then(
        (answer) => {
          this.#done(entry);
          resolve(answer);
        },
        (error) => {
          this.#done(entry);
          reject(this.#error ?? error);
        },
      );
    });
  }

  #done(entry: UnderWay): void {
    this.#lastAnswer = this.#counted;
    if (!this.#underWay.delete(entry)) return;
    this.#underWayMessages -= entry.messages;
    this.#underWayBytes -= entry.bytes;
  }

  #check(): void {
    const now = performance.now();
    this.#counted += Math.min(now - this.#lastCheck, COUNTED_AT_MOST);
    this.#lastCheck = now;
    if (this.#underWay.size > 0) {
      // What came while this process was busy is read before that.
      if (this.#isOverdue()) setImmediate(() => this.#endIfOverdue());
      return;
    }
    if (this.#counted - this.#lastAnswer > PING_INTERVAL)
      this.#run(NO_MESSAGE, () => this.#redis.ping()).catch(() => {});
  }

  #endIfOverdue(): void {
    if (this.#isOverdue()) this.#end(new BackplaneError("Redis does not answer"));
  }

  #isOverdue(): boolean {
    // They are answered in order, so the first is the oldest.
    for (const { since } of this.#underWay) return this.#counted - since > ANSWER_TIME;
    return false;
  }

  #end(error: Error, isWanted = false): void {
    if (this.#error) return;
    this.#error = error;
    clearInterval(this.#timer);
    this.#redis.disconnect();
    // A stalled Redis never answers a clean close.
    this.#redis.stream?.destroy();
    for (const { reject } of this.#underWay) reject(error);
    this.#underWay.clear();
    if (!isWanted) this.#events.onEnd(error);
  }
}

import { type Backplane, BackplaneError } from "../backplane";

/** How many other processes received a publication, or the error if the number is unknown. */
export type PublishOutcome = number | Error;

/** How long a publication without recipients is repeated, since the node may be reconnecting, in milliseconds. */
const RETURN_TIME = { afterReconnect: 1500, afterDelivery: 500 };
const RETRY_INTERVAL = 50;
const MAX_HELD = 10_000;
const MAX_KNOWN_CHANNELS = 10_000;

interface Entry {
  readonly order: number;
  readonly channel: string;
  readonly payload: string;
  readonly settle: (outcome: PublishOutcome) => void;
  /** Whether a page of this process received it. */
  readonly isDelivered: boolean;
  /** Until when it is published again, once it had no recipient. */
  deadline: number | undefined;
}

interface Path {
  /** How many publications are on their way. */
  inFlight: number;
  /** Publications without a recipient, and all later ones, in order. */
  readonly held: Entry[];
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Publishes to channels whose processes may be about to return, after a lost connection or with a page that moved.
 * A publication without a recipient is then published again for a moment, and later ones on the same channel wait
 * behind it, so that the order is kept.
 */
export class OrderedPublisher {
  readonly #backplane: Backplane;
  readonly #paths = new Map<string, Path>();
  /** Channels that had a recipient, the latest last. */
  readonly #knownChannels = new Set<string>();
  #order = 0;
  #held = 0;
  #closed = false;
  #reconnectedAt = Number.NEGATIVE_INFINITY;

  constructor(backplane: Backplane) {
    this.#backplane = backplane;
  }

  /** The backplane is up again here; other processes may need a moment longer. */
  reconnected(): void {
    this.#reconnectedAt = performance.now();
  }

  /**
   * @param encode - Makes the payload. Not called when it is known before that nobody takes it.
   * @param settle - Called once, never before this returns.
   * @param isDelivered - Whether a page of this process received it. It is then published at once, and only once: that
   *   page may move to another process, and must not receive it again there.
   */
  publish(
    channel: string,
    encode: () => string,
    settle: (outcome: PublishOutcome) => void,
    isDelivered = false,
  ): void {
    const before = this.#paths.get(channel);
    if (isDelivered && !before && this.#backplane.mayReach?.(channel) === false) {
      this.#knownChannels.delete(channel);
      queueMicrotask(() => settle(0));
      return;
    }
    this.#order += 1;
    const order = this.#order;
    const entry: Entry = { order, channel, payload: encode(), settle, isDelivered, deadline: undefined };
    const path = before ?? { inFlight: 0, held: [], timer: undefined };
    this.#paths.set(channel, path);
    if (isDelivered || path.held.length === 0) this.#issue(entry, path);
    else if (this.#held < MAX_HELD) this.#hold(entry, path);
    else queueMicrotask(() => settle(new BackplaneError("too many messages wait for a node to come back")));
  }

  /** Settles everything that is held, and holds nothing any more. */
  close(): void {
    this.#closed = true;
    for (const path of this.#paths.values()) {
      clearTimeout(path.timer);
      this.#settleHeld(path, () => true);
    }
    this.#paths.clear();
  }

  #issue(entry: Entry, path: Path): void {
    path.inFlight += 1;
    this.#backplane.publish(entry.channel, entry.payload).then(
      (count) => {
        path.inFlight -= 1;
        this.#answered(entry, path, count);
        this.#proceed(entry.channel, path);
      },
      (error: Error) => {
        path.inFlight -= 1;
        entry.settle(error);
        this.#proceed(entry.channel, path);
      },
    );
  }

  #answered(entry: Entry, path: Path, count: number): void {
    if (count > 0) this.#remember(entry.channel);
    else if (entry.isDelivered) this.#knownChannels.delete(entry.channel);
    if (count > 0 || entry.isDelivered) {
      // Earlier publications that are still held would arrive out of order, and "no recipient" would be wrong.
      if (path.held.length > 0) {
        const error = new BackplaneError("the node was just coming back");
        this.#settleHeld(path, (held) => held.order < entry.order, error);
      }
      entry.settle(count);
      return;
    }
    const now = performance.now();
    entry.deadline ??= now + this.#returnTime(entry.channel, now);
    if (now < entry.deadline) {
      this.#hold(entry, path);
      return;
    }
    this.#knownChannels.delete(entry.channel);
    entry.settle(0);
    this.#settleHeld(path, () => true);
  }

  #proceed(channel: string, path: Path): void {
    if (path.inFlight > 0 || path.timer !== undefined) return;
    if (path.held.length === 0) {
      if (this.#paths.get(channel) === path) this.#paths.delete(channel);
      return;
    }
    path.timer = setTimeout(() => {
      path.timer = undefined;
      // It would overtake what is in flight. The outcome of that calls #proceed again.
      if (path.inFlight > 0) return;
      const entries = path.held.splice(0);
      this.#held -= entries.length;
      for (const entry of entries) this.#issue(entry, path);
      this.#proceed(channel, path);
    }, RETRY_INTERVAL);
  }

  #hold(entry: Entry, path: Path): void {
    // Searched from the end, where the place nearly always is: thousands may be held.
    const before = path.held.findLastIndex((held) => held.order < entry.order);
    path.held.splice(before + 1, 0, entry);
    this.#held += 1;
  }

  #settleHeld(path: Path, isLost: (entry: Entry) => boolean, outcome: PublishOutcome = 0): void {
    const lost = path.held.filter(isLost);
    if (lost.length === 0) return;
    const kept = path.held.filter((entry) => !isLost(entry));
    path.held.splice(0, path.held.length, ...kept);
    this.#held -= lost.length;
    for (const entry of lost) entry.settle(outcome);
  }

  #returnTime(channel: string, now: number): number {
    if (this.#closed) return 0;
    const reconnecting = this.#reconnectedAt + RETURN_TIME.afterReconnect - now;
    const returning = this.#knownChannels.has(channel) ? RETURN_TIME.afterDelivery : 0;
    return Math.max(reconnecting, returning, 0);
  }

  #remember(channel: string): void {
    if (this.#knownChannels.has(channel)) return;
    this.#knownChannels.add(channel);
    if (this.#knownChannels.size <= MAX_KNOWN_CHANNELS) return;
    for (const oldest of this.#knownChannels) {
      this.#knownChannels.delete(oldest);
      return;
    }
  }
}

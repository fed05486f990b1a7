import { type Backplane, BackplaneError } from "../backplane";

/** How many other processes took a publication, or why it is not known to have been taken. */
export type PublishOutcome = number | Error;

/** How long a node that nobody has may be just coming back, in milliseconds. */
const RETURN_TIME = { afterReconnect: 1500, afterContact: 500 };
const RETRY_INTERVAL = 50;
const MAX_HELD = 10_000;
const MAX_CONTACTS = 10_000;

interface Entry {
  readonly order: number;
  readonly channel: string;
  readonly payload: string;
  readonly settle: (outcome: PublishOutcome) => void;
  /** Whether a page of this process has it. */
  readonly isDelivered: boolean;
  /** Until when it may be tried again, once nobody took it. */
  deadline: number | undefined;
}

interface Path {
  underWay: number;
  /** What nobody took and what came after it, in order. */
  readonly held: Entry[];
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Publishes so that a process that is just coming back is not taken for gone: where that may be the case, what nobody
 * took is tried again for a moment, and what follows on the same channel waits behind it, so that order holds.
 */
export class OrderedPublisher {
  readonly #backplane: Backplane;
  readonly #paths = new Map<string, Path>();
  /** Channels somebody took something from, the latest last. */
  readonly #contacts = new Set<string>();
  #order = 0;
  #held = 0;
  #closed = false;
  #reconnectedAt = Number.NEGATIVE_INFINITY;

  constructor(backplane: Backplane) {
    this.#backplane = backplane;
  }

  /** The connection to the other processes is back: theirs may still be on its way. */
  reconnected(): void {
    this.#reconnectedAt = performance.now();
  }

  /**
   * @param settle - Called once, never before this returns.
   * @param isDelivered - Whether a page of this process has it. It is then published once, and at once: the page that
   *   has it may be elsewhere a moment later, and must not get it again there.
   */
  publish(
    channel: string,
    payload: string,
    settle: (outcome: PublishOutcome) => void,
    isDelivered = false,
  ): void {
    this.#order += 1;
    const order = this.#order;
    const entry: Entry = { order, channel, payload, settle, isDelivered, deadline: undefined };
    const path = this.#paths.get(channel) ?? { underWay: 0, held: [], timer: undefined };
    this.#paths.set(channel, path);
    if (isDelivered || path.held.length === 0) this.#issue(entry, path);
    else if (this.#held < MAX_HELD) this.#hold(entry, path);
    else queueMicrotask(() => settle(new BackplaneError("too many messages wait for a node to come back")));
  }

  /** Gives up what is held, and holds nothing any more. */
  close(): void {
    this.#closed = true;
    for (const path of this.#paths.values()) {
      clearTimeout(path.timer);
      this.#giveUp(path, () => true);
    }
    this.#paths.clear();
  }

  #issue(entry: Entry, path: Path): void {
    path.underWay += 1;
    this.#backplane.publish(entry.channel, entry.payload).then(
      (count) => {
        path.underWay -= 1;
        this.#answered(entry, path, count);
        this.#proceed(entry.channel, path);
      },
      (error: Error) => {
        path.underWay -= 1;
        entry.settle(error);
        this.#proceed(entry.channel, path);
      },
    );
  }

  #answered(entry: Entry, path: Path, count: number): void {
    if (count > 0) this.#remember(entry.channel);
    else if (entry.isDelivered) this.#contacts.delete(entry.channel);
    if (count > 0 || entry.isDelivered) {
      // What was published before it and not taken would now come out of order; that nobody is there would be wrong.
      if (path.held.length > 0) {
        const error = new BackplaneError("the node was just coming back");
        this.#giveUp(path, (held) => held.order < entry.order, error);
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
    this.#contacts.delete(entry.channel);
    entry.settle(0);
    this.#giveUp(path, () => true);
  }

  #proceed(channel: string, path: Path): void {
    if (path.underWay > 0 || path.timer !== undefined) return;
    if (path.held.length === 0) {
      if (this.#paths.get(channel) === path) this.#paths.delete(channel);
      return;
    }
    path.timer = setTimeout(() => {
      path.timer = undefined;
      // It would overtake what is under way, whose answer leads back here.
      if (path.underWay > 0) return;
      const entries = path.held.splice(0);
      this.#held -= entries.length;
      for (const entry of entries) this.#issue(entry, path);
      this.#proceed(channel, path);
    }, RETRY_INTERVAL);
  }

  #hold(entry: Entry, path: Path): void {
    // Looked for from the end, where it nearly always is: there may be thousands.
    const before = path.held.findLastIndex((held) => held.order < entry.order);
    path.held.splice(before + 1, 0, entry);
    this.#held += 1;
  }

  #giveUp(path: Path, isLost: (entry: Entry) => boolean, outcome: PublishOutcome = 0): void {
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
    const returning = this.#contacts.has(channel) ? RETURN_TIME.afterContact : 0;
    return Math.max(reconnecting, returning, 0);
  }

  #remember(channel: string): void {
    if (this.#contacts.has(channel)) return;
    this.#contacts.add(channel);
    if (this.#contacts.size <= MAX_CONTACTS) return;
    for (const oldest of this.#contacts) {
      this.#contacts.delete(oldest);
      return;
    }
  }
}

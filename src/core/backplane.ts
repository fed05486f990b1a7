import type { KeepStorage } from "./keep/kept-entry";

/**
 * Connects the processes of one jQluster: what one publishes to a channel, every other that subscribed to it receives.
 *
 * Channels are any strings; payloads are text. Every implementation guarantees:
 * - a process never receives its own publications;
 * - two publications of one process arrive at another in the order they were published, also on different channels,
 *   and the promises of `publish` settle in that order;
 * - a publication arrives at most once;
 * - while the other processes are out of reach, `publish` and `count` reject within two seconds, nothing is stored to be
 *   sent later, and subscriptions are restored when the backplane is up again.
 *
 * @example
 * await backplane.subscribe("node:Bob", (payload) => console.log(payload));
 * const recipients = await backplane.publish("node:Alice", "hello"); // how many other processes received it
 */
export interface Backplane {
  /** Whether the other processes can be reached now. */
  readonly isUp: boolean;
  /**
   * Calls the listener whenever `isUp` changes.
   * @returns A function that ends it.
   */
  onChange(listener: (isUp: boolean) => void): () => void;
  /**
   * Calls the listener when another process is found to have ended; absent where that cannot be found.
   * @returns A function that ends it.
   */
  onLoss?(listener: () => void): () => void;
  /**
   * Subscribes to a channel; a second subscription to the same channel takes the place of the first.
   *
   * @returns Settled, and never with an error, once publications arrive, or once it is known that the subscription
   *   has to wait until the other processes can be reached again.
   */
  subscribe(channel: string, receive: (payload: string) => void): Promise<void>;
  /** Ends a subscription; from now on nothing is received, and soon the others no longer count it. */
  unsubscribe(channel: string): void;
  /**
   * Publishes to the other processes.
   *
   * @returns How many other processes received it.
   * @throws {@link BackplaneError} when that is unknown: out of reach, or too much is in flight.
   */
  publish(channel: string, payload: string): Promise<number>;
  /**
   * Whether a publication may have a recipient now, where that is known without asking the other processes.
   *
   * @default absent: it is known only once something is published
   */
  mayReach?(channel: string): boolean;
  /**
   * @returns For each channel how many other processes are subscribed to it.
   * @throws {@link BackplaneError} when the other processes are out of reach.
   */
  count(channels: readonly string[]): Promise<number[]>;
  /**
   * Where kept statements outlive all processes; absent where there is nothing of the kind.
   *
   * @default what is kept ends with the last process of the room
   */
  readonly storage?: KeepStorage;
  /** Waits a moment for publications in flight, then ends every subscription and connection. */
  close(): Promise<void>;
}

/** The other processes cannot be reached, or not now. */
export class BackplaneError extends Error {
  override readonly name = "BackplaneError";
}

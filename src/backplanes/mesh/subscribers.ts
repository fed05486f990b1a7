import type { MeshPeer } from "./peer";

/** A peer that subscribed to a channel, and the number that it gave the channel. */
export interface Subscriber {
  readonly peer: MeshPeer;
  readonly channelNumber: number;
}

/** Which peers are subscribed to which channels. */
export class Subscribers {
  readonly #byChannel = new Map<string, readonly Subscriber[]>();

  /** Those of a channel; `undefined` when there are none. */
  of(channel: string): readonly Subscriber[] | undefined {
    return this.#byChannel.get(channel);
  }

  add(channel: string, subscriber: Subscriber): void {
    this.#byChannel.set(channel, [...(this.#byChannel.get(channel) ?? []), subscriber]);
  }

  remove(channel: string, peer: MeshPeer): void {
    const left = this.#byChannel.get(channel)?.filter((subscriber) => subscriber.peer !== peer) ?? [];
    if (left.length > 0) this.#byChannel.set(channel, left);
    else this.#byChannel.delete(channel);
  }
}

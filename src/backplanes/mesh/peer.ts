import type { Socket } from "node:net";
import { MeshLink } from "./link";

/** The kinds of entries that are no publication. */
const Kind = {
  /** Who speaks: the first entry on a link, in one frame with the subscriptions that there are already. */
  hello: 0,
  /** The speaker subscribed to a channel: the number that it gave the channel, a space, and the channel. */
  subscribe: 1,
  /** The speaker ended the subscription to the channel of that number. */
  unsubscribe: 2,
  /** A number, to be confirmed when all before it is handled. */
  sync: 3,
  /** Everything up to the sync of that number is handled. */
  synced: 4,
} as const;

/** Numbers of channels begin here: an entry whose kind is such a number is a publication to that channel. */
export const FIRST_CHANNEL = 16;

/** What a {@link MeshPeer} tells. */
export interface MeshPeerEvents {
  readonly onSubscribe: (peer: MeshPeer, channel: string, channelNumber: number) => void;
  readonly onUnsubscribe: (peer: MeshPeer, channel: string) => void;
  readonly onPublication: (channelNumber: number, payload: string) => void;
  /** Its process has ended or closed the mesh. */
  readonly onGone: (peer: MeshPeer) => void;
}

interface Waiting {
  readonly sync: number;
  readonly resolve: () => void;
}

/** Another process of the mesh, over one link. */
export class MeshPeer {
  readonly #events: MeshPeerEvents;
  readonly #link: MeshLink;
  /** The channels that it subscribed to, by the numbers that it gave them. */
  readonly #channels = new Map<number, string>();
  readonly #waiting: Waiting[] = [];
  #number: number | undefined;
  #syncs = 0;
  #toConfirm: number | undefined;
  #isGone = false;

  constructor(socket: Socket, events: MeshPeerEvents) {
    this.#events = events;
    this.#link = new MeshLink(socket, {
      onEntry: (kind, text) => this.#receive(kind, text),
      onEnd: () => this.#gone(),
    });
  }

  /** Which process it is; `undefined` until it has said so. */
  get number(): number | undefined {
    return this.#number;
  }

  /** The bytes that wait until it reads. */
  get unsentBytes(): number {
    return this.#link.unsentBytes;
  }

  /** The channels that it is subscribed to. */
  get channels(): Iterable<string> {
    return this.#channels.values();
  }

  hello(own: number): void {
    this.#link.send(Kind.hello, String(own));
  }

  subscribe(channel: string, channelNumber: number): void {
    this.#link.send(Kind.subscribe, `${channelNumber} ${channel}`);
  }

  unsubscribe(channelNumber: number): void {
    this.#link.send(Kind.unsubscribe, String(channelNumber));
  }

  /** @param channelNumber - The number that this peer gave the channel. */
  publish(channelNumber: number, payload: string): void {
    this.#link.send(channelNumber, payload);
  }

  /** @returns Settled when it has handled all that it was told so far, or is gone. */
  confirmed(): Promise<void> {
    if (this.#isGone) return Promise.resolve();
    this.#syncs += 1;
    const sync = this.#syncs;
    this.#link.send(Kind.sync, String(sync));
    return new Promise((resolve) => this.#waiting.push({ sync, resolve }));
  }

  /** Says what waits to be said and ends the link. @returns Settled when the peer has ended it as well. */
  end(): Promise<void> {
    return this.#link.end();
  }

  /** Ends the link at once. */
  destroy(): void {
    this.#link.destroy();
  }

  #receive(kind: number, text: string): void {
    if (kind >= FIRST_CHANNEL) {
      this.#events.onPublication(kind, text);
      return;
    }
    switch (kind) {
      case Kind.hello:
        this.#number = Number(text);
        break;
      case Kind.subscribe: {
        const end = text.indexOf(" ");
        const [channelNumber, channel] = [Number(text.slice(0, end)), text.slice(end + 1)];
        this.#channels.set(channelNumber, channel);
        this.#events.onSubscribe(this, channel, channelNumber);
        break;
      }
      case Kind.unsubscribe: {
        const channel = this.#channels.get(Number(text));
        this.#channels.delete(Number(text));
        if (channel !== undefined) this.#events.onUnsubscribe(this, channel);
        break;
      }
      case Kind.sync:
        this.#confirmLater(Number(text));
        break;
      case Kind.synced:
        this.#settle(Number(text));
        break;
    }
  }

  /** One confirmation answers all syncs of a turn. */
  #confirmLater(sync: number): void {
    const isScheduled = this.#toConfirm !== undefined;
    this.#toConfirm = sync;
    if (isScheduled) return;
    process.nextTick(() => {
      this.#link.send(Kind.synced, String(this.#toConfirm));
      this.#toConfirm = undefined;
    });
  }

  #settle(upTo: number): void {
    while (this.#waiting[0] !== undefined && this.#waiting[0].sync <= upTo) this.#waiting.shift()?.resolve();
  }

  #gone(): void {
    this.#isGone = true;
    this.#events.onGone(this);
    this.#settle(Number.POSITIVE_INFINITY);
  }
}

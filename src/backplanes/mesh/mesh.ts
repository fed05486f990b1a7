import { connect, createServer, type Server, type Socket } from "node:net";
import { type Backplane, BackplaneError, type Logger, silentLogger } from "../../core";
import { FIRST_CHANNEL, MeshPeer, type MeshPeerEvents } from "./peer";
import { Subscribers } from "./subscribers";

/** Options of {@link joinMesh}. */
export interface MeshOptions {
  /** The number of this process in the mesh; no other process has or had it. */
  readonly number: number;
  /** The local socket (or named pipe of Windows) where the process of a number listens. */
  readonly addressOf: (number: number) => string;
  /**
   * Asked once this process listens.
   *
   * @returns The numbers of the processes that are in the mesh already. Those that ask later get the number of this one.
   */
  readonly members: () => Promise<readonly number[]>;
  /**
   * Where log lines go.
   * @default silent
   */
  readonly logger?: Logger;
}

/** The end of one process in a mesh. */
export interface Mesh extends Backplane {
  /** The numbers of the processes that are there now, this one included, in ascending order. */
  readonly members: readonly number[];
}

/** How many bytes may wait for a process that does not read. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024;
/** How long a busy process may hold up a subscription of another, or its joining, in milliseconds. */
const CONFIRM_TIME = 5000;
/** How long the count of subscribers waits for a busy process, in milliseconds. */
const COUNT_TIME = 1000;
/** How long the others may take to read what was published before this process left, in milliseconds. */
const CLOSE_TIME = 1000;
const MAX_CHANNEL_NUMBER = 0xffff_ffff;

const NOBODY = Promise.resolve(0);
const ONE = Promise.resolve(1);

/**
 * Joins the processes of one machine by a direct link between any two. Each tells all others what it subscribes to, so
 * that a publication goes straight to those that take it, and its sender knows at once how many they are.
 *
 * @returns Settled when this process is joined with all that are there.
 * @throws Error when it cannot listen on its address.
 */
export async function joinMesh(options: MeshOptions): Promise<Mesh> {
  const mesh = new MeshEnd(options);
  await mesh.join();
  return mesh;
}

interface Own {
  readonly channelNumber: number;
  receive: (payload: string) => void;
}

class MeshEnd implements Mesh {
  readonly #options: MeshOptions;
  readonly #log: Logger;
  readonly #server: Server;
  readonly #links = new Set<MeshPeer>();
  readonly #subscribers = new Subscribers();
  readonly #own = new Map<string, Own>();
  readonly #ownByNumber = new Map<number, Own>();
  readonly #listeners = new Set<(isUp: boolean) => void>();
  readonly #lossListeners = new Set<() => void>();
  #lastChannelNumber = FIRST_CHANNEL - 1;
  #isUp = false;

  readonly #events: MeshPeerEvents = {
    onSubscribe: (peer, channel, channelNumber) => this.#subscribers.add(channel, { peer, channelNumber }),
    onUnsubscribe: (peer, channel) => this.#subscribers.remove(channel, peer),
    onPublication: (channelNumber, payload) => this.#ownByNumber.get(channelNumber)?.receive(payload),
    onGone: (peer) => this.#gone(peer),
  };

  constructor(options: MeshOptions) {
    this.#options = options;
    this.#log = options.logger ?? silentLogger;
    this.#server = createServer((socket) => this.#link(socket));
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get members(): readonly number[] {
    const others = [...this.#links].map(({ number }) => number).filter((number) => number !== undefined);
    return [...others, this.#options.number].sort((one, other) => one - other);
  }

  onChange(listener: (isUp: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onLoss(listener: () => void): () => void {
    this.#lossListeners.add(listener);
    return () => this.#lossListeners.delete(listener);
  }

  async join(): Promise<void> {
    const { number, addressOf, members } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ path: addressOf(number), exclusive: true }, resolve);
    });
    this.#server.on("error", ({ message }) => this.#log("error", `The mesh of workers: ${message}`));
    const others = await members();
    await settledWithin(
      CONFIRM_TIME,
      others.map((other) => this.#dial(other)),
    );
    this.#become(true);
  }

  async subscribe(channel: string, receive: (payload: string) => void): Promise<void> {
    const own = this.#own.get(channel);
    if (own) {
      own.receive = receive;
      return;
    }
    const channelNumber = this.#nextChannelNumber();
    const added = { channelNumber, receive };
    this.#own.set(channel, added);
    this.#ownByNumber.set(channelNumber, added);
    for (const peer of this.#links) peer.subscribe(channel, channelNumber);
    await this.#confirmed(CONFIRM_TIME);
  }

  unsubscribe(channel: string): void {
    const own = this.#own.get(channel);
    if (!own) return;
    this.#own.delete(channel);
    this.#ownByNumber.delete(own.channelNumber);
    for (const peer of this.#links) peer.unsubscribe(own.channelNumber);
  }

  mayReach(channel: string): boolean {
    // What is published after leaving fails, and is not without recipients.
    return !this.#isUp || this.#subscribers.of(channel) !== undefined;
  }

  publish(channel: string, payload: string): Promise<number> {
    if (!this.#isUp) return Promise.reject(leftError());
    const subscribers = this.#subscribers.of(channel);
    if (!subscribers) return NOBODY;
    let busy: MeshPeer | undefined;
    for (const { peer, channelNumber } of subscribers) {
      if (peer.unsentBytes > MAX_UNSENT_BYTES) busy = peer;
      else peer.publish(channelNumber, payload);
    }
    if (busy) {
      return Promise.reject(new BackplaneError(`worker ${busy.number} is too busy to take more messages`));
    }
    return subscribers.length === 1 ? ONE : Promise.resolve(subscribers.length);
  }

  async count(channels: readonly string[]): Promise<number[]> {
    if (!this.#isUp) throw leftError();
    // What the others have subscribed to and ended until now is known then.
    await this.#confirmed(COUNT_TIME);
    return channels.map((channel) => this.#subscribers.of(channel)?.length ?? 0);
  }

  async close(): Promise<void> {
    this.#become(false);
    this.#server.close();
    const links = [...this.#links];
    await settledWithin(
      CLOSE_TIME,
      links.map((link) => link.end()),
    );
    for (const link of links) link.destroy();
    this.#own.clear();
    this.#ownByNumber.clear();
  }

  /** @returns Settled when that process has told its subscriptions, or is gone. */
  async #dial(number: number): Promise<void> {
    const socket = connect(this.#options.addressOf(number));
    const isConnected = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      // It may have ended meanwhile.
      socket.once("error", () => resolve(false));
    });
    if (isConnected) await this.#link(socket).confirmed();
  }

  #link(socket: Socket): MeshPeer {
    const peer = new MeshPeer(socket, this.#events);
    this.#links.add(peer);
    peer.hello(this.#options.number);
    for (const [channel, { channelNumber }] of this.#own) peer.subscribe(channel, channelNumber);
    return peer;
  }

  #gone(peer: MeshPeer): void {
    this.#links.delete(peer);
    for (const channel of peer.channels) this.#subscribers.remove(channel, peer);
    if (this.#isUp) for (const listener of this.#lossListeners) listener();
  }

  /** @returns Settled when every other process has handled what it was told so far, or is too busy for that. */
  #confirmed(limit: number): Promise<void> {
    return settledWithin(
      limit,
      [...this.#links].map((peer) => peer.confirmed()),
    );
  }

  #nextChannelNumber(): number {
    do {
      const isLast = this.#lastChannelNumber === MAX_CHANNEL_NUMBER;
      this.#lastChannelNumber = isLast ? FIRST_CHANNEL : this.#lastChannelNumber + 1;
    } while (this.#ownByNumber.has(this.#lastChannelNumber));
    return this.#lastChannelNumber;
  }

  #become(isUp: boolean): void {
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    for (const listener of this.#listeners) listener(isUp);
  }
}

function leftError(): BackplaneError {
  return new BackplaneError("this process has left the mesh of workers");
}

/** @returns Settled when all are settled, or after so many milliseconds. */
async function settledWithin(limit: number, promises: readonly Promise<void>[]): Promise<void> {
  if (promises.length === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    // Where this process was late itself, it first reads the answers that are there.
    timer = setTimeout(() => setImmediate(resolve), limit);
  });
  await Promise.race([Promise.all(promises), late]);
  clearTimeout(timer);
}

import { type Backplane, BackplaneError } from "../core";

/** One end of a channel between two processes: carries objects of JSON, in order. */
export interface ProcessChannel {
  /** @returns Nothing; what cannot be sent any more is lost. */
  send(message: ChannelMessage): void;
  /** @returns A function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** What goes between a worker and the {@link WorkerHub}, either way. */
export type ChannelMessage =
  | { readonly jqluster: "subscribe"; readonly id: number; readonly channel: string }
  | { readonly jqluster: "unsubscribe"; readonly channel: string }
  | { readonly jqluster: "publish"; readonly id: number; readonly channel: string; readonly payload: string }
  | { readonly jqluster: "count"; readonly id: number; readonly channels: readonly string[] }
  | { readonly jqluster: "answer"; readonly id: number; readonly result: number | readonly number[] }
  | { readonly jqluster: "publication"; readonly channel: string; readonly payload: string };

/** How long the primary process may take to answer, in milliseconds. */
const ANSWER_TIME = 1200;
const CHECK_INTERVAL = 100;
/** When this process comes to it this late, in milliseconds, the time that the primary took says nothing. */
const HELD_UP = 500;
const MAX_UNDER_WAY = 10_000;

/** A backplane of the processes of one machine, and what its owner tells it. */
export interface WorkerBackplane extends Backplane {
  /** The channel is gone for good. */
  disconnected(): void;
}

/**
 * Joins the worker processes of one machine through their primary process, so that one machine needs no Redis.
 * The primary runs a {@link WorkerHub}.
 *
 * @param channel - This worker's channel to the primary.
 */
export function createWorkerBackplane(channel: ProcessChannel): WorkerBackplane {
  return new ChannelBackplane(channel);
}

interface UnderWay {
  readonly since: number;
  readonly resolve: (result: number | readonly number[]) => void;
  readonly reject: (error: Error) => void;
}

class ChannelBackplane implements WorkerBackplane {
  readonly #channel: ProcessChannel;
  readonly #receivers = new Map<string, (payload: string) => void>();
  readonly #listeners = new Set<(isUp: boolean) => void>();
  readonly #underWay = new Map<number, UnderWay>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #stopListening: () => void;
  #counter = 0;
  #lastCheck = performance.now();
  #isUp = true;

  constructor(channel: ProcessChannel) {
    this.#channel = channel;
    this.#stopListening = channel.onMessage((message) => this.#receive(message as ChannelMessage));
    this.#timer = setInterval(() => this.#check(), CHECK_INTERVAL);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  onChange(listener: (isUp: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async subscribe(channel: string, receive: (payload: string) => void): Promise<void> {
    const isNew = !this.#receivers.has(channel);
    this.#receivers.set(channel, receive);
    if (isNew) await this.#ask((id) => ({ jqluster: "subscribe", id, channel })).catch(() => {});
  }

  unsubscribe(channel: string): void {
    if (this.#receivers.delete(channel) && this.#isUp)
      this.#channel.send({ jqluster: "unsubscribe", channel });
  }

  async publish(channel: string, payload: string): Promise<number> {
    return Number(await this.#ask((id) => ({ jqluster: "publish", id, channel, payload })));
  }

  async count(channels: readonly string[]): Promise<number[]> {
    return [...((await this.#ask((id) => ({ jqluster: "count", id, channels }))) as readonly number[])];
  }

  async close(): Promise<void> {
    for (const channel of [...this.#receivers.keys()]) this.unsubscribe(channel);
    // Answered after everything that was published before.
    if (this.#isUp) await this.count([]).catch(() => {});
    this.disconnected();
  }

  disconnected(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    clearInterval(this.#timer);
    this.#stopListening();
    for (const { reject } of this.#underWay.values())
      reject(new BackplaneError("the primary process is gone"));
    this.#underWay.clear();
    for (const listener of this.#listeners) listener(false);
  }

  #ask(message: (id: number) => ChannelMessage): Promise<number | readonly number[]> {
    if (!this.#isUp) return Promise.reject(new BackplaneError("the primary process is gone"));
    if (this.#underWay.size >= MAX_UNDER_WAY) {
      return Promise.reject(new BackplaneError("too many messages wait for the primary process"));
    }
    this.#counter += 1;
    const id = this.#counter;
    return new Promise((resolve, reject) => {
      this.#underWay.set(id, { since: performance.now(), resolve, reject });
      this.#channel.send(message(id));
    });
  }

  #receive(message: ChannelMessage): void {
    if (message.jqluster === "publication") this.#receivers.get(message.channel)?.(message.payload);
    else if (message.jqluster === "answer") {
      this.#underWay.get(message.id)?.resolve(message.result);
      this.#underWay.delete(message.id);
    }
  }

  /** The primary does nothing else, so it is late only when the machine is overloaded or it is stopped. */
  #check(): void {
    const now = performance.now();
    const wasHeldUp = now - this.#lastCheck > HELD_UP;
    this.#lastCheck = now;
    if (wasHeldUp) return;
    for (const [id, { since, reject }] of this.#underWay) {
      if (now - since < ANSWER_TIME) return;
      this.#underWay.delete(id);
      reject(new BackplaneError("the primary process does not answer"));
    }
  }
}

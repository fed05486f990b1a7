import type { ChannelMessage, ProcessChannel } from "./worker-channel";

/** The primary process' end of the channels between it and its workers: passes on what one publishes to the others. */
export class WorkerHub {
  readonly #subscribers = new Map<string, Set<ProcessChannel>>();

  /**
   * Takes a worker in.
   *
   * @returns Takes it out, as when it ended.
   */
  connect(worker: ProcessChannel): () => void {
    const channels = new Set<string>();
    const stopListening = worker.onMessage((message) => this.#receive(worker, channels, message));
    return () => {
      stopListening();
      for (const channel of channels) this.#unsubscribe(worker, channel);
      channels.clear();
    };
  }

  #receive(worker: ProcessChannel, channels: Set<string>, input: unknown): void {
    const message = input as ChannelMessage;
    switch (message.jqluster) {
      case "subscribe":
        channels.add(message.channel);
        this.#subscribe(worker, message.channel);
        worker.send({ jqluster: "answer", id: message.id, result: 0 });
        break;
      case "unsubscribe":
        channels.delete(message.channel);
        this.#unsubscribe(worker, message.channel);
        break;
      case "publish":
        worker.send({ jqluster: "answer", id: message.id, result: this.#publish(worker, message) });
        break;
      case "count": {
        const result = message.channels.map((channel) => this.#others(worker, channel).length);
        worker.send({ jqluster: "answer", id: message.id, result });
        break;
      }
    }
  }

  #publish(sender: ProcessChannel, { channel, payload }: { channel: string; payload: string }): number {
    const others = this.#others(sender, channel);
    for (const worker of others) worker.send({ jqluster: "publication", channel, payload });
    return others.length;
  }

  #others(worker: ProcessChannel, channel: string): ProcessChannel[] {
    return [...(this.#subscribers.get(channel) ?? [])].filter((subscriber) => subscriber !== worker);
  }

  #subscribe(worker: ProcessChannel, channel: string): void {
    const subscribers = this.#subscribers.get(channel);
    if (subscribers) subscribers.add(worker);
    else this.#subscribers.set(channel, new Set([worker]));
  }

  #unsubscribe(worker: ProcessChannel, channel: string): void {
    const subscribers = this.#subscribers.get(channel);
    subscribers?.delete(worker);
    if (subscribers?.size === 0) this.#subscribers.delete(channel);
  }
}

/** A batch of this many payloads, or this many UTF-16 units, takes nothing more. */
const MOST = 100;
const LARGEST = 262_144;

/** Publishes a batch of so many payloads as one text, for {@link unbatch} to take apart. */
export type PublishBatch = (channel: string, text: string, payloads: number) => Promise<number>;

interface Batch {
  readonly channel: string;
  readonly payloads: string[];
  length: number;
  /** Settles as the publication of the batch does. */
  readonly outcome: Promise<number>;
  readonly publish: () => void;
}

/**
 * Joins consecutive publications of one tick to one channel into one: a page that sends ten messages at once costs one
 * command. Order stays, also between channels.
 */
export class Batches {
  readonly #publish: PublishBatch;
  #batch: Batch | undefined;

  constructor(publish: PublishBatch) {
    this.#publish = publish;
  }

  /** @returns What publishing the batch gives that the payload goes with. */
  add(channel: string, payload: string): Promise<number> {
    let batch = this.#batch;
    if (batch?.channel !== channel || batch.payloads.length >= MOST || batch.length >= LARGEST) {
      this.flush();
      batch = this.#begin(channel);
      this.#batch = batch;
    }
    batch.payloads.push(payload);
    batch.length += payload.length;
    return batch.outcome;
  }

  /** Publishes what waits for the end of the turn. */
  flush(): void {
    const batch = this.#batch;
    this.#batch = undefined;
    batch?.publish();
  }

  #begin(channel: string): Batch {
    const payloads: string[] = [];
    let publish = () => {};
    const outcome = new Promise<number>((resolve) => {
      publish = () => resolve(this.#publish(channel, textOf(payloads), payloads.length));
    });
    const batch = { channel, payloads, length: 0, outcome, publish };
    process.nextTick(() => {
      if (this.#batch === batch) this.flush();
    });
    return batch;
  }
}

/** The lengths of the payloads, then the payloads. */
function textOf(payloads: readonly string[]): string {
  return `${payloads.map(({ length }) => length).join()} ${payloads.join("")}`;
}

/** Takes the text of a batch apart. */
export function unbatch(text: string): string[] {
  let start = text.indexOf(" ") + 1;
  const lengths = text.slice(0, start - 1).split(",");
  return lengths.map((length) => {
    const payload = text.slice(start, start + Number(length));
    start += payload.length;
    return payload;
  });
}

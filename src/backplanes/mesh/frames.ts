/** Called with each entry of a frame, in order. */
export type ReadEntry = (kind: number, text: string) => void;

/** The head of a frame: how many entries it has, and how many bytes their texts take. */
const HEAD_BYTES = 8;
/** The head of an entry: its kind, and how many UTF-16 units its text has. */
const ENTRY_BYTES = 8;

/**
 * Joins entries into one frame: first the heads of all, as 32-bit numbers, then all texts as one piece of UTF-8.
 * So a frame is encoded and decoded as one string, however many entries it has.
 */
export class FrameWriter {
  #heads: number[] = [];
  #text = "";

  /** About how many bytes the frame has. */
  get size(): number {
    return this.#text.length + this.#heads.length * 4;
  }

  add(kind: number, text: string): void {
    this.#heads.push(kind, text.length);
    this.#text += text;
  }

  /** @returns The frame; the next one begins. */
  take(): Buffer {
    const heads = this.#heads;
    const text = this.#text;
    this.#heads = [];
    this.#text = "";
    const textStart = HEAD_BYTES + heads.length * 4;
    const textBytes = Buffer.byteLength(text);
    const frame = Buffer.allocUnsafe(textStart + textBytes);
    let at = frame.writeUInt32LE(heads.length / 2, 0);
    at = frame.writeUInt32LE(textBytes, at);
    for (const number of heads) at = frame.writeUInt32LE(number, at);
    if (textBytes === text.length) frame.write(text, textStart, "latin1");
    else frame.write(text, textStart, "utf8");
    return frame;
  }
}

/** Takes frames out of a stream of bytes. */
export class FrameReader {
  readonly #onEntry: ReadEntry;
  #chunks: Buffer[] = [];
  #size = 0;
  /** How many bytes there must be before it is worth looking at them. */
  #needed = HEAD_BYTES;

  constructor(onEntry: ReadEntry) {
    this.#onEntry = onEntry;
  }

  /** Reads the frames that are complete with this chunk. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return;
    const data = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#size);
    let start = 0;
    for (;;) {
      this.#needed = frameSize(data, start);
      if (data.length - start < this.#needed) break;
      this.#read(data, start, start + this.#needed);
      start += this.#needed;
    }
    this.#size = data.length - start;
    this.#chunks = this.#size === 0 ? [] : [data.subarray(start)];
  }

  #read(data: Buffer, start: number, end: number): void {
    const entries = data.readUInt32LE(start);
    const textBytes = data.readUInt32LE(start + 4);
    const textStart = end - textBytes;
    let units = 0;
    for (let head = start + HEAD_BYTES; head < textStart; head += ENTRY_BYTES) {
      units += data.readUInt32LE(head + 4);
    }
    // As many units as bytes: it is ASCII, which is quicker to decode.
    const text = data.toString(units === textBytes ? "latin1" : "utf8", textStart, end);
    let at = 0;
    for (let entry = 0; entry < entries; entry++) {
      const head = start + HEAD_BYTES + entry * ENTRY_BYTES;
      const next = at + data.readUInt32LE(head + 4);
      this.#onEntry(data.readUInt32LE(head), text.slice(at, next));
      at = next;
    }
  }
}

/** @returns The size of the frame that starts there, or that of its head while that is not there. */
function frameSize(data: Buffer, start: number): number {
  if (data.length - start < HEAD_BYTES) return HEAD_BYTES;
  return HEAD_BYTES + data.readUInt32LE(start) * ENTRY_BYTES + data.readUInt32LE(start + 4);
}

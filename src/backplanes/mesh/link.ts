import type { Socket } from "node:net";
import { FrameReader, FrameWriter, type ReadEntry } from "./frames";

/** What a {@link MeshLink} tells. */
export interface MeshLinkEvents {
  /** An entry came. */
  readonly onEntry: ReadEntry;
  /** The other process says nothing any more; told once. */
  readonly onEnd: () => void;
}

/** A connection between two processes. All messages of one tick are one write. */
export class MeshLink {
  readonly #socket: Socket;
  readonly #frame = new FrameWriter();
  readonly #onEnd: () => void;
  #isFlushing = false;
  #hasEnded = false;

  constructor(socket: Socket, { onEntry, onEnd }: MeshLinkEvents) {
    this.#socket = socket;
    this.#onEnd = onEnd;
    const reader = new FrameReader(onEntry);
    socket.on("data", (chunk: Buffer) => reader.push(chunk));
    socket.on("end", () => this.#ended());
    // What failed does not matter: the connection closes, and the other process is gone.
    socket.on("error", () => {});
    socket.on("close", () => this.#ended());
  }

  /** The bytes that wait until the other process reads. */
  get unsentBytes(): number {
    return this.#frame.size + this.#socket.writableLength;
  }

  /** Sends an entry at the end of this tick. */
  send(kind: number, text: string): void {
    if (this.#hasEnded) return;
    this.#frame.add(kind, text);
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    // After all sockets that have something to read now: what they all say leaves together.
    setImmediate(() => this.#flush());
  }

  /** Sends what waits, then ends the connection. @returns Settled when the other process has ended it as well. */
  async end(): Promise<void> {
    if (this.#isFlushing) this.#flush();
    if (this.#socket.destroyed) return;
    const closed = new Promise<void>((resolve) => this.#socket.once("close", () => resolve()));
    this.#socket.end();
    await closed;
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  #flush(): void {
    if (!this.#isFlushing) return;
    this.#isFlushing = false;
    const frame = this.#frame.take();
    if (this.#socket.writable) this.#socket.write(frame);
  }

  #ended(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#onEnd();
  }
}

import type { Worker } from "node:cluster";
import type { Socket } from "node:net";

/** Gives a connection to another worker, by way of the primary, with what was read of it already. */
export interface SocketHandover {
  readonly jqluster: "socket";
  readonly worker: number;
  /** What was read, in Base64. */
  readonly read: string;
}

/** Whether a message between processes hands over a connection. */
export function isSocketHandover(message: unknown): message is SocketHandover {
  return (message as { jqluster?: unknown } | null)?.jqluster === "socket";
}

/** Gives a connection to another worker. */
export function handOver(socket: Socket, worker: number, read: Buffer): void {
  const message: SocketHandover = { jqluster: "socket", worker, read: read.toString("base64") };
  stopReading(socket);
  // Whoever keeps a list of connections here learns that this one is no more.
  process.send?.(message, socket, { keepOpen: false }, () => socket.destroy());
}

/** Gives on what {@link handOver} gave, to the worker it is for. */
export function passOn(message: SocketHandover, socket: Socket, owner: Worker): void {
  stopReading(socket);
  owner.send(message, socket, (error) => {
    if (error) socket.destroy();
  });
}

/**
 * Stops this process from reading a connection that changes hands. Node.js keeps it open here until the other process
 * has said that it got it, and what is read in that time is lost to both: a WebSocket then waits for ever for the answer
 * to its first frame. No public call stops reading at once; `pause()` does so only after the next chunk.
 */
function stopReading(socket: Socket): void {
  const { _handle: handle } = socket as Socket & { _handle?: { readStop?(): number } | null };
  handle?.readStop?.();
}

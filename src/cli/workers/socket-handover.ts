import type { Worker } from "node:cluster";
import type { Socket } from "node:net";

/** Hands a connection to another worker, through the primary, with the bytes already read from it. */
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
  // Lists of connections in this process remove this one.
  process.send?.(message, socket, { keepOpen: false }, () => socket.destroy());
}

/** Passes a connection from {@link handOver} on to its worker. */
export function passOn(message: SocketHandover, socket: Socket, owner: Worker): void {
  stopReading(socket);
  // Closed here also when it was passed on: the worker that gave it away asks when it stops, and waits for that.
  owner.send(message, socket, () => socket.destroy());
}

/**
 * Stops this process from reading a connection that is handed over. Node.js keeps it open here until the other process
 * has confirmed it. Bytes read meanwhile are lost to both: a WebSocket would never get an answer to its first frame.
 * No public call stops reading at once; `pause()` does so only after the next chunk.
 */
function stopReading(socket: Socket): void {
  const { _handle: handle } = socket as Socket & { _handle?: { readStop?(): number } | null };
  handle?.readStop?.();
}

import type { Duplex } from "node:stream";

let held: Duplex[] = [];

/**
 * Holds back what is written to a network socket until the end of this turn, so that messages which leave together
 * cost one system call.
 */
export function holdUntilEndOfTurn(socket: Duplex): void {
  if (socket.writableCorked > 0) return;
  socket.cork();
  if (held.length === 0) process.nextTick(releaseAll);
  held.push(socket);
}

function releaseAll(): void {
  const sockets = held;
  held = [];
  for (const socket of sockets) socket.uncork();
}

import type { Duplex } from "node:stream";

let corked: Duplex[] = [];

/** Corks a network socket until the next tick, so that all frames written in this tick cost one system call. */
export function corkUntilNextTick(socket: Duplex): void {
  if (socket.writableCorked > 0) return;
  socket.cork();
  if (corked.length === 0) process.nextTick(uncorkAll);
  corked.push(socket);
}

function uncorkAll(): void {
  const sockets = corked;
  corked = [];
  for (const socket of sockets) socket.uncork();
}

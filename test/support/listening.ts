import type { EventEmitter } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Lets a site listen on a free port of the loopback, and gives its address, such as `127.0.0.1:12345`. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends a site and all that is connected to it. */
export async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** What an attached jQluster could change of an emitter: its listeners by event, in order, and how it emits. */
export function tracesOn(emitter: EventEmitter): unknown {
  return {
    listeners: emitter.eventNames().map((event) => [event, emitter.rawListeners(event)]),
    emit: Object.getOwnPropertyDescriptor(emitter, "emit"),
  };
}

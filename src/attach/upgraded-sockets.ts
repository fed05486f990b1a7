import type { Duplex } from "node:stream";

/** How long peers have to close their side, in milliseconds, before they are cut off. */
const CLOSING_TIME = 500;

/** The sockets of upgraded connections. The HTTP server does not close them when their peers have stalled. */
export class UpgradedSockets {
  readonly #sockets = new Set<Duplex>();
  readonly #forget: (this: Duplex) => void;

  constructor() {
    const sockets = this.#sockets;
    // Shared by all sockets, of which there are many.
    this.#forget = function () {
      sockets.delete(this);
    };
  }

  add(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on("close", this.#forget);
  }

  /** Settles when every socket is closed, those of stalled peers by force. */
  async closed(): Promise<void> {
    const closings = [...this.#sockets].map(
      (socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())),
    );
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, CLOSING_TIME);
    await Promise.all(closings);
    clearTimeout(timer);
  }
}

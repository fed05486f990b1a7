import type { Server } from "node:http";
import { Server as SecureServer } from "node:https";
import type { Socket } from "node:net";
import type { Placement } from "./placement";
import { handOver } from "./socket-handover";

/** How long the first line of a request may take to arrive, in milliseconds. */
const FIRST_LINE_TIME = 10_000;
/** The longest first line that is read here, in bytes. A longer one is left to the HTTP server, which refuses it. */
const MAX_FIRST_LINE = 16 * 1024;
/** The events that end the wait for the first line. */
const OVER = ["end", "error", "timeout"] as const;

/**
 * Reads the first line of each connection before the HTTP server does. A connection that belongs to another worker,
 * by its room or its session, is handed over before it gets an answer.
 */
export class ConnectionPlacer {
  readonly #server: Server;
  readonly #placement: Placement;
  /** The HTTP server's own listener. */
  readonly #serve: (socket: Socket) => void;
  readonly #placed = new WeakSet<Socket>();
  readonly #place = (socket: Socket) => this.#look(socket);

  constructor(server: Server, placement: Placement) {
    this.#server = server;
    this.#placement = placement;
    // The first listener is the HTTP server's own, added by its constructor. Only this one is replaced.
    const [serve] = server.listeners("connection");
    this.#serve = serve as (socket: Socket) => void;
    server.off("connection", this.#serve);
    server.on("connection", this.#place);
  }

  /** Serves a connection that another worker gave to this one. */
  serve(socket: Socket): void {
    this.#placed.add(socket);
    this.#server.emit("connection", socket);
  }

  /** Gives all connections to the HTTP server again. */
  close(): void {
    this.#server.off("connection", this.#place);
    this.#server.on("connection", this.#serve);
  }

  #look(socket: Socket): void {
    // The first line of a TLS connection is encrypted, so its requests are forwarded instead.
    if (this.#placed.has(socket) || this.#server instanceof SecureServer) {
      this.#serve.call(this.#server, socket);
      return;
    }
    let read = Buffer.alloc(0);
    const giveUp = () => socket.destroy();
    const receive = (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf("\n");
      if (end < 0 && read.length < MAX_FIRST_LINE) return;
      socket.off("data", receive);
      for (const event of OVER) socket.off(event, giveUp);
      socket.setTimeout(0);
      this.#decide(socket, read.toString("latin1", 0, Math.max(end, 0)), read);
    };
    socket.on("data", receive);
    for (const event of OVER) socket.on(event, giveUp);
    socket.setTimeout(FIRST_LINE_TIME);
  }

  #decide(socket: Socket, line: string, read: Buffer): void {
    const [, url] = line.split(" ");
    const owner = url === undefined ? undefined : this.#placement.otherOwner(url);
    // What belongs to a worker that is gone is refused here.
    if (owner !== undefined && this.#placement.has(owner)) {
      handOver(socket, owner, read);
      return;
    }
    // One that is not upgraded after all comes a second time.
    this.#placed.add(socket);
    socket.pause();
    socket.unshift(read);
    this.#serve.call(this.#server, socket);
    socket.resume();
  }
}

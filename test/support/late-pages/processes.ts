import { ServerRooms } from "../../../src/attach/server-rooms";
import type { Transport, TransportHandlers } from "../../../src/client/transports/transport";
import { OpenConnections, type Session, Sessions } from "../../../src/connection";
import { type Backplane, type Delivery, silentLogger } from "../../../src/core";

/** A server in this program, whose pages are joined to it by function calls. */
export interface ModelProcess {
  readonly rooms: ServerRooms;
  readonly sessions: Sessions<Session>;
  readonly connections: OpenConnections;
  readonly backplane: Backplane | undefined;
  close(): void;
}

const UNLIMITED = { rateLimit: 0, maxPendingRequests: 0, maxMessageBytes: 0 };

/** Starts a server, on a backplane when there are others. */
export function startModelProcess(backplane?: Backplane): ModelProcess {
  const rooms = new ServerRooms({
    logger: silentLogger,
    maxRooms: 0,
    keepTimeout: 60_000,
    ...(backplane ? { backplane } : {}),
  });
  const sessions = new Sessions<Session>({ resumeTimeout: 60_000, ...UNLIMITED });
  const connections = new OpenConnections({ rooms, sessions, logger: silentLogger });
  return {
    rooms,
    sessions,
    connections,
    backplane,
    close() {
      sessions.close();
      rooms.close();
    },
  };
}

/** The network between a page and its process: what is under way arrives in the next turn, or is lost with it. */
export class ModelNetwork {
  /** The process that the next connection is made to. */
  process: ModelProcess;
  #room: string;
  #isOnline = true;
  #cut: (() => void) | undefined;

  constructor(process: ModelProcess, room: string) {
    this.process = process;
    this.#room = room;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** Loses the connection and all that is under way, and connects no more until {@link restore}. */
  lose(): void {
    this.#isOnline = false;
    this.#cut?.();
    this.#cut = undefined;
  }

  restore(): void {
    this.#isOnline = true;
  }

  /** As the client takes it. */
  readonly transport: Transport = (handlers) => {
    if (!this.#isOnline) {
      queueMicrotask(() => handlers.closed("offline"));
      return { send: () => {}, close: () => {}, name: () => "model" };
    }
    return this.#connect(handlers);
  };

  #connect(handlers: TransportHandlers): ReturnType<Transport> {
    let isOpen = true;
    const later = (act: () => void) => setImmediate(() => isOpen && act());
    const connection = this.process.connections.open({
      id: `model#${Math.random()}`,
      transport: "model",
      handshake: { headers: {}, query: { room: this.#room }, auth: {}, address: "192.0.2.1" },
      send: (_message, delivery: Delivery) => {
        const { text } = delivery;
        later(() => handlers.received(JSON.parse(text), text.length));
      },
      close: (reason) =>
        later(() => {
          isOpen = false;
          handlers.closed(reason);
        }),
    });
    this.#cut = () => {
      isOpen = false;
      connection.end();
      handlers.closed("lost");
    };
    later(() => handlers.opened());
    return {
      send: (text) => {
        later(() => connection.receive(JSON.parse(text), text));
      },
      close: (how) => {
        const end = () => {
          isOpen = false;
          connection.end(how !== undefined);
        };
        // What the page said before its goodbye arrives before it.
        if (how) later(end);
        else if (isOpen) end();
      },
      name: () => "model",
    };
  }
}

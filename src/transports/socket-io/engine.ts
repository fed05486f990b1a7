import type { IncomingMessage } from "node:http";
import { type ServerOptions as EngineServerOptions, Server } from "engine.io";
import { type NodeConnection, RateLimit } from "../../connection";
import { MESSAGE_EVENT } from "../../protocol";
import { ExplainingWebSocketServer } from "../websocket/websocket-server";
import { shortenGoodbye } from "./close-engine";
import { type EngineConnection, unsentBytesOf } from "./engine-connection";
import { PACKET_OVERHEAD } from "./packets";

/** What {@link createEngine} takes of the options. */
export interface EngineOptions {
  readonly maxMessageBytes: number;
  readonly rateLimit: number;
  readonly maxUnsentBytes: number;
  readonly sessionIdPrefix: string;
}

/** Frames may be this much larger than messages, so that a message just above its limit is answered in words. */
const FRAME_MARGIN = 4_096;

/** How often it is looked whether all connections have ended, in milliseconds. */
const TURN = 5;

const MESSAGE_START = `2["${MESSAGE_EVENT}"`;

interface EnginePacket {
  readonly type: string;
  readonly data?: unknown;
}

/** The Engine.IO server under our Socket.IO. */
export class JqlusterEngine extends Server {
  readonly #sessionIdPrefix: string;

  constructor(options: EngineServerOptions, sessionIdPrefix: string) {
    super(options);
    this.#sessionIdPrefix = sessionIdPrefix;
  }

  override generateId(request: IncomingMessage): string {
    return this.#sessionIdPrefix + super.generateId(request);
  }

  /** The connection with a session ID. */
  connectionOf(sessionId: string): EngineConnection | undefined {
    return Object.hasOwn(this.clients, sessionId) ? this.clients[sessionId] : undefined;
  }

  /** Settles when the last connection has ended, or when the time is over, in milliseconds. */
  async emptied(within: number): Promise<void> {
    const end = performance.now() + within;
    while (this.clientsCount > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, TURN));
    }
  }
}

/**
 * Makes the Engine.IO server. It counts what is below the messages as well: packets of other kinds are as good
 * for a flood, and their answers as good for being left unread.
 *
 * @param doorOf - The door of the page on a connection, once it has one.
 */
export function createEngine(
  { maxMessageBytes, rateLimit, maxUnsentBytes, sessionIdPrefix }: EngineOptions,
  doorOf: (connection: EngineConnection) => NodeConnection | undefined,
): JqlusterEngine {
  const maxHttpBufferSize =
    maxMessageBytes === 0 ? Number.MAX_SAFE_INTEGER : maxMessageBytes + PACKET_OVERHEAD + FRAME_MARGIN;
  const engine = new JqlusterEngine(
    { maxHttpBufferSize, wsEngine: ExplainingWebSocketServer },
    sessionIdPrefix,
  );
  engine.on("connection", (connection: EngineConnection) => {
    shortenGoodbye(connection);
    // Most connections have none but a ping now and then.
    let others: RateLimit | undefined;
    const unsent = unsentBytesOf(connection);
    connection.on("packet", ({ type, data }: EnginePacket) => {
      if (type === "message" && typeof data === "string" && data.startsWith(MESSAGE_START)) return;
      if (rateLimit > 0) others ??= new RateLimit(rateLimit);
      const reason =
        others?.take(performance.now()) === false
          ? "too many messages"
          : maxUnsentBytes > 0 && unsent.size > maxUnsentBytes
            ? "reads too slowly"
            : undefined;
      if (reason === undefined) return;
      const door = doorOf(connection);
      if (door) door.close(reason);
      else connection.close(true);
    });
  });
  return engine;
}

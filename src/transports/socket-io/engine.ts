import type { IncomingMessage, ServerResponse } from "node:http";
import { type ServerOptions as EngineServerOptions, Server } from "engine.io";
import { type NodeConnection, RateLimit } from "../../connection";
import { RecentMap } from "../../core";
import { MESSAGE_EVENT } from "../../protocol";
import { EngineWebSocketServer } from "../websocket/websocket-server";
import { type EngineConnection, shortenGoodbye, unsentBytesOf } from "./engine-connection";
import { packetOverhead } from "./packets";
import { closeWhenRefused } from "./polling";

/** What {@link createEngine} takes of the options. */
export interface EngineOptions {
  readonly maxMessageBytes: number;
  readonly rateLimit: number;
  readonly maxUnsentBytes: number;
  readonly sessionIdPrefix: string;
  /** How often each page is pinged, in milliseconds. 0: never. */
  readonly pingInterval: number;
  /** How long a page may take to answer a ping, in milliseconds. 0: for ever. */
  readonly pingTimeout: number;
}

/** Frames may be this much larger than messages, so that a message just above its limit is answered in words. */
const FRAME_MARGIN = 4_096;

/** In so many pieces what is posted may come, or in one for each so many bytes where these are more. */
const PIECES = 10_000;
const BYTES_A_PIECE = 256;

/** How long a request may take to come, in milliseconds: as long as Node.js itself gives it. Engine.IO ends those of slow networks earlier. */
const REQUEST_TIME = 300_000;

/** The longest time that a timer takes, in milliseconds: Engine.IO adds both times. */
const NEVER = 2 ** 30 - 1;

/** Of so many pages that polled and have left last, late requests are told from those of strangers. */
const REMEMBERED_PAGES = 1_000;

/** How often the end of all connections is checked for, in milliseconds. */
const CHECK_INTERVAL = 5;

const CLOSE_PACKET = "1";
const MESSAGE_START = `2["${MESSAGE_EVENT}"`;

interface EnginePacket {
  readonly type: string;
  readonly data?: unknown;
}

/** The Engine.IO server under our Socket.IO. */
export class JqlusterEngine extends Server {
  readonly #sessionIdPrefix: string;
  /** The session IDs of pages that polled and whose connection has ended. */
  readonly #ended = new RecentMap<true>(REMEMBERED_PAGES);

  constructor(options: EngineServerOptions, sessionIdPrefix: string) {
    super(options);
    this.#sessionIdPrefix = sessionIdPrefix;
    this.on("connection", (connection: EngineConnection) => {
      if (connection.transport.name !== "polling") return;
      const id = String(Reflect.get(connection, "id"));
      connection.on("close", () => this.#ended.set(id, true));
    });
  }

  override generateId(request: IncomingMessage): string {
    return this.#sessionIdPrefix + super.generateId(request);
  }

  /** The connection with a session ID. */
  connectionOf(sessionId: string): EngineConnection | undefined {
    return Object.hasOwn(this.clients, sessionId) ? this.clients[sessionId] : undefined;
  }

  /**
   * Answers a request of a page whose connection has ended, which may have been under way then. Engine.IO would answer
   * with an error, which browsers write to the console though nothing went wrong.
   *
   * @returns Whether the request is one of those.
   */
  answerLate(request: IncomingMessage, response: ServerResponse, sessionId: string): boolean {
    if (!this.#ended.has(sessionId)) return false;
    const isPoll = request.method === "GET";
    request.resume();
    response.writeHead(200, {
      "Content-Type": isPoll ? "text/plain; charset=UTF-8" : "text/html",
      "Cache-Control": "no-store",
    });
    response.end(isPoll ? CLOSE_PACKET : "ok");
    return true;
  }

  /** Settles when the last connection has ended, or when the time is over, in milliseconds. */
  async emptied(within: number): Promise<void> {
    const end = performance.now() + within;
    while (this.clientsCount > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, CHECK_INTERVAL));
    }
  }
}

/**
 * Makes the Engine.IO server. It also limits packets that are not messages, such as pings: they can flood the server as
 * well, and their replies can be left unread.
 *
 * @param connectionOf - Gives the node connection on an Engine.IO connection, once it has one.
 */
export function createEngine(
  { maxMessageBytes, rateLimit, maxUnsentBytes, sessionIdPrefix, pingInterval, pingTimeout }: EngineOptions,
  connectionOf: (connection: EngineConnection) => NodeConnection | undefined,
): JqlusterEngine {
  const maxHttpBufferSize =
    maxMessageBytes === 0 ? Number.MAX_SAFE_INTEGER : maxMessageBytes + packetOverhead("/") + FRAME_MARGIN;
  const engine = new JqlusterEngine(
    {
      maxHttpBufferSize,
      maxBufferedChunks: Math.max(PIECES, Math.ceil(maxHttpBufferSize / BYTES_A_PIECE)),
      httpRequestBodyTimeout: REQUEST_TIME,
      wsEngine: EngineWebSocketServer,
      pingInterval: pingInterval || NEVER,
      pingTimeout: pingTimeout || NEVER,
    },
    sessionIdPrefix,
  );
  engine.on("connection", (connection: EngineConnection) => {
    shortenGoodbye(connection);
    closeWhenRefused(connection, () => {
      const page = connectionOf(connection);
      page?.close("message too large");
      return page !== undefined;
    });
    // Made late, because most connections send nothing of this kind but a ping now and then.
    let others: RateLimit | undefined;
    const unsent = unsentBytesOf(connection);
    connection.on("packet", ({ type, data }: EnginePacket) => {
      if (type === "message" && typeof data === "string" && data.startsWith(MESSAGE_START)) return;
      if (rateLimit > 0) others ??= new RateLimit(rateLimit);
      const isFlood = others?.take(performance.now()) === false;
      const page = connectionOf(connection);
      if (isFlood && page) page.close("too many messages");
      else if (page) page.checkUnsent();
      else if (isFlood || (maxUnsentBytes > 0 && unsent.size > maxUnsentBytes)) connection.close(true);
    });
  });
  return engine;
}

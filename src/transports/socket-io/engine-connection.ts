import type { ServerResponse } from "node:http";
import type { Socket } from "socket.io";
import { ExplainingWebSocket } from "../websocket/websocket-server";

/** The Engine.IO connection under a Socket.IO socket. */
export type EngineConnection = Socket["conn"];

/** How long answers that a page does not read are kept after its connection has ended, in milliseconds. */
const CLOSING_TIME = 500;

interface EnginePacket {
  readonly data?: unknown;
}

/**
 * Counts the bytes that an Engine.IO connection holds for a page that has not read them: packets that wait for
 * the transport, frames that wait in the WebSocket, and answers to polls that are not read to the end.
 */
class EngineUnsentBytes {
  readonly #connection: EngineConnection;
  /** Only pages that poll have any. */
  #unreadAnswers: Set<ServerResponse> | undefined;
  #waiting = 0;
  #answering = 0;

  constructor(connection: EngineConnection) {
    this.#connection = connection;
    connection.on("packetCreate", countCreated);
    connection.on("flush", countFlushed);
  }

  /** How many bytes there are now. */
  get size(): number {
    return this.#waiting + this.#answering + bufferedAmountOf(this.#connection);
  }

  /** How many of them the transport has not been given yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** A packet waits for the transport from now on. */
  created({ data }: EnginePacket): void {
    this.#waiting += sizeOf(data);
  }

  /** What waited is handed to the transport: to the WebSocket, which counts it itself, or to the answer of a poll. */
  flushed(): void {
    const bytes = this.#waiting;
    this.#waiting = 0;
    const socket = webSocketOf(this.#connection);
    if (socket instanceof ExplainingWebSocket) socket.holdUntilEndOfTurn();
    const answer = pollAnswerOf(this.#connection);
    if (!answer) return;
    this.#answering += bytes;
    if (!this.#unreadAnswers) this.#connection.once("close", () => this.#dropUnread());
    const unread = this.#unreadAnswers ?? new Set();
    this.#unreadAnswers = unread.add(answer);
    answer.once("close", () => {
      this.#answering -= bytes;
      unread.delete(answer);
    });
  }

  /** Nothing else ends the answers to polls whose reader stopped reading. */
  #dropUnread(): void {
    const unread = this.#unreadAnswers;
    if (!unread?.size) return;
    const timer = setTimeout(() => {
      for (const answer of unread) answer.destroy();
    }, CLOSING_TIME);
    timer.unref();
  }
}

const counters = new WeakMap<EngineConnection, EngineUnsentBytes>();

/** The count of a connection, which begins when it is first asked for. */
export function unsentBytesOf(connection: EngineConnection): EngineUnsentBytes {
  const present = counters.get(connection);
  if (present) return present;
  const counter = new EngineUnsentBytes(connection);
  counters.set(connection, counter);
  return counter;
}

// Shared by all connections, which Engine.IO gives as `this`: most connections are silent, and there are many.
function countCreated(this: EngineConnection, packet: EnginePacket): void {
  unsentBytesOf(this).created(packet);
}

function countFlushed(this: EngineConnection): void {
  unsentBytesOf(this).flushed();
}

function sizeOf(data: unknown): number {
  return typeof data === "string" ? Buffer.byteLength(data) : data instanceof Uint8Array ? data.length : 0;
}

/** The answer that the packets just flushed go into, when the page polls. Engine.IO keeps it on its transport. */
function pollAnswerOf({ transport }: EngineConnection): ServerResponse | undefined {
  return transport.name === "polling" && "res" in transport
    ? ((transport.res as ServerResponse | null) ?? undefined)
    : undefined;
}

function bufferedAmountOf(connection: EngineConnection): number {
  return webSocketOf(connection)?.bufferedAmount ?? 0;
}

/** The WebSocket of a connection that has one. */
export function webSocketOf({
  transport,
}: EngineConnection): { readonly bufferedAmount?: number } | undefined {
  if (transport.name !== "websocket" || !("socket" in transport)) return undefined;
  return transport.socket as { readonly bufferedAmount?: number };
}

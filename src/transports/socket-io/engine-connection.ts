import type { ServerResponse } from "node:http";
import type { Socket } from "socket.io";
import type { CloseReason } from "../../connection";
import { memberOf } from "../../protocol";
import { CLOSE_CODES, ServerWebSocket } from "../websocket/websocket-server";

/** The Engine.IO connection under a Socket.IO socket. */
export type EngineConnection = Socket["conn"];

/** How long answers that a page does not read are kept after its connection has ended, in milliseconds. */
const CLOSING_TIME = 500;

interface EnginePacket {
  readonly data?: unknown;
}

/**
 * Counts the bytes that an Engine.IO connection holds for a page that reads slowly: packets that wait for
 * the transport, frames that wait in the WebSocket, and answers to polls that are not read to the end.
 */
export class EngineUnsentBytes {
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
    if (socket instanceof ServerWebSocket) socket.corkUntilNextTick();
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

  /** Destroys poll responses that the page does not read. Nothing else would. */
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

/** The largest packet that the server of a connection lets through, in bytes. */
export function largestPacketOf(connection: EngineConnection): number {
  // Not `engine` of the Socket.IO server: that is the last of several, or not there yet.
  const options = memberOf(memberOf(connection, "server"), "opts");
  const limit = memberOf(options, "maxHttpBufferSize");
  return typeof limit === "number" ? limit : Number.POSITIVE_INFINITY;
}

/** The WebSocket of a connection that has one. */
export function webSocketOf({
  transport,
}: EngineConnection): { readonly bufferedAmount?: number } | undefined {
  if (transport.name !== "websocket" || !("socket" in transport)) return undefined;
  return transport.socket as { readonly bufferedAmount?: number };
}

// --- closing ---

/** How long waiting packets may take to reach the transport, and the page to poll once more, in milliseconds. */
export const FLUSHING_TIME = 200;
/** The same while the server keeps running: then no stop waits for it. */
const LONGER_FLUSHING_TIME = 1_000;

/**
 * Closes an Engine.IO connection when its waiting packets have reached the transport, or after a short time.
 * It never waits for a reply of the peer, which may have stalled.
 */
export function closeEngine(connection: EngineConnection, reason: CloseReason): void {
  if (unsentBytesOf(connection).waiting === 0 || reason === "reads too slowly") {
    closeNow(connection, reason);
    return;
  }
  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    clearTimeout(timer);
    connection.off("drain", close);
    closeNow(connection, reason);
  };
  const timer = setTimeout(close, reason === "server stops" ? FLUSHING_TIME : LONGER_FLUSHING_TIME);
  timer.unref();
  connection.on("drain", close);
}

function closeNow(connection: EngineConnection, reason: CloseReason): void {
  const { transport } = connection;
  if (transport.name === "websocket" && "socket" in transport) {
    const socket = transport.socket as { close(code: number, reason: string): void };
    // Engine.IO itself would close it without a word.
    socket.close(CLOSE_CODES[reason], reason);
  }
  if (transport.name === "polling" && !transport.writable && reason === "server stops") {
    // A page between two polls would ask again, when there may be nobody left to answer.
    connection.close();
  } else connection.close(true);
}

/**
 * Lets a page that is between two polls hear at its next one that its connection ends, if that comes soon.
 * Engine.IO would wait for half a minute, and a page that never polls again would keep a stopping process alive.
 */
export function shortenGoodbye({ transport }: EngineConnection): void {
  if (transport.name === "polling") Reflect.set(transport, "closeTimeout", FLUSHING_TIME);
}

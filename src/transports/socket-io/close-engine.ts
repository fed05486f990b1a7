import type { CloseReason } from "../../connection";
import { CLOSE_CODES } from "../websocket/websocket-server";
import { type EngineConnection, unsentBytesOf } from "./engine-connection";

/** How long packets that wait for the transport are given to leave, and a page to poll once more, in milliseconds. */
export const FLUSHING_TIME = 200;
/** The same where the server does not stop, and nobody waits for the connection to end. */
const PATIENT_FLUSHING_TIME = 1_000;

/**
 * Ends an Engine.IO connection after what waits has been handed to the transport, if that happens soon.
 * It never waits for the peer to take part: a stalled one would not.
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
  const timer = setTimeout(close, reason === "server stops" ? FLUSHING_TIME : PATIENT_FLUSHING_TIME);
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

import type { IncomingHttpHeaders } from "node:http";
import type { Sender } from "../core";

/** Why the server closes a connection. */
export type CloseReason =
  | "message too large"
  | "not registered in time"
  | "too many messages"
  | "reads too slowly"
  | "replaced by a newer connection"
  | "server stops";

/** What is known of a connection from before its first message. */
export interface Handshake {
  /** The request headers, names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The query of the address it connected to. */
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
  /** What the client gave as `auth`; `{}` when nothing. */
  readonly auth: Readonly<Record<string, unknown>>;
  /** The peer's address as the socket tells it. */
  readonly address: string;
}

/**
 * One side's end of a connected page, whatever connects it: all that the server needs of a transport.
 * A plain object, whose functions need no `this`: the door keeps a copy of it without the handshake.
 */
export interface ConnectionPort {
  /** Unique among all connections of this process. */
  readonly id: string;
  /** The transport's name, for logs and metrics: `"socket.io"`, `"websocket"`, … */
  readonly transport: string;
  readonly handshake: Handshake;
  /** Takes a message to the page. */
  readonly send: Sender;
  /**
   * How many bytes are held because the page has not read them yet.
   * @default a transport without it holds nothing
   */
  readonly unsentBytes?: () => number;
  /** Ends the connection, telling the page why where the transport can. */
  close(reason: CloseReason): void;
}

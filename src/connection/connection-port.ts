import type { IncomingHttpHeaders } from "node:http";
import type { Sender } from "../core";

/** A message, or several as one array, with its JSON text. */
export interface Encodable {
  readonly text: string;
}

/** Why the server closes a connection. */
export type CloseReason =
  | "message too large"
  | "not registered in time"
  | "too many messages"
  | "reads too slowly"
  | "replaced by a newer connection"
  | "server stops";

/** What is known of a connection before its first message. */
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

/** The connection of a page, as a transport gives it to the server. */
export interface ConnectionPort {
  /** Unique among all connections of this process. */
  readonly id: string;
  /** The transport's name, for logs and metrics: `"socket.io"`, `"websocket"`, … */
  readonly transport: string;
  /** Read once, when the connection is opened: a port need not keep it. */
  readonly handshake: Handshake;
  /**
   * The largest message that its transport lets through, in bytes.
   * @default a transport without it lets through any
   */
  readonly largestMessage?: number;
  /** Sends a message to the page. */
  send(...args: Parameters<Sender>): void;
  /**
   * Sends what one tick has for a page that takes arrays of messages: nothing more follows in this tick, so that there
   * is nothing to wait for.
   * @default a transport without it sends each message by itself
   */
  sendList?(list: Encodable): void;
  /**
   * How many bytes are held because the page has not read them yet.
   * @default a transport without it holds nothing
   */
  unsentBytes?(): number;
  /** Ends the connection, telling the page why where the transport can. */
  close(reason: CloseReason): void;
}

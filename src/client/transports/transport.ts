import type { Message } from "../../protocol";

/** What a transport tells about one connection. */
export interface TransportHandlers {
  opened(): void;
  /** @param message - What came, decoded but not checked. */
  received(message: unknown): void;
  /** The connection is over, or never came about. Told once. */
  closed(reason: string): void;
}

/** One connection to a server. */
export interface TransportConnection {
  send(message: Message): void;
  /** @param leaving - The page is being left: only what the browser does on its own is done after this. */
  close(leaving?: boolean): void;
  /** What carries it now: `"websocket"`, `"polling"`, … */
  name(): string;
}

/** Tries to connect, once: who calls it decides when to try again. */
export type Transport = (handlers: TransportHandlers) => TransportConnection;

/**
 * How a connection is closed on purpose, so that the server ends its session at once. `"leaving"`: the page is being
 * unloaded, and none of its code will run later.
 */
export type Closing = "goodbye" | "leaving";

/** What a transport tells about one connection. */
export interface TransportHandlers {
  opened(): void;
  /**
   * @param input - What came, decoded but not checked: a message, or with a session also a list of messages.
   * @param characters - How long its text was, in UTF-16 units.
   */
  received(input: unknown, characters: number): void;
  /**
   * The connection is over, or never came about. Told once.
   *
   * @param isRefused - For what was sent over it, not for the network.
   */
  closed(reason: string, isRefused?: boolean): void;
}

/** One connection to a server. */
export interface TransportConnection {
  /** @param text - A message as JSON, or with a session a list of messages. */
  send(text: string): void;
  /** @param how - Absent: the page goes on with its session over another connection. */
  close(how?: Closing): void;
  /** What carries it now: `"websocket"`, `"polling"`, … */
  name(): string;
}

/**
 * Tries to connect, once: who calls it decides when to try again.
 *
 * @param sessionPrefix - What the session ID says of the process that has the session; `""` without a session.
 */
export type Transport = (handlers: TransportHandlers, sessionPrefix: string) => TransportConnection;

/**
 * The query of a connection's address.
 *
 * @param given - What the address has already.
 * @param room - The room of the node, unless it is that without a name.
 * @param sessionPrefix - Leads a page that comes back to the process that has its session.
 */
export function connectionQuery(
  given: string | undefined,
  room: string | undefined,
  sessionPrefix: string,
): string {
  const parts = [
    given,
    room && `room=${encodeURIComponent(room)}`,
    sessionPrefix && `session=${encodeURIComponent(sessionPrefix)}`,
  ];
  return parts.filter((part) => !!part).join("&");
}

import {
  type Connection,
  type ConnectionOptions,
  createConnection,
} from "../../src/client/connection/connection";
import { createEvents } from "../../src/client/events";
import type { TransportHandlers } from "../../src/client/transports/transport";
import { type Message, MessageType } from "../../src/protocol";

/** A node's connection to a server that the test plays. */
export interface Attempts {
  readonly connection: Connection;
  /** When each attempt began, in milliseconds from the first. */
  readonly times: readonly number[];
  /** What each attempt was told of the session. */
  readonly prefixes: readonly string[];
  /** Answers the registration of the last attempt, with a session of that ID if one is given. */
  register(sessionId?: string): void;
  /** Ends the last attempt, with "the server is gone" where no reason is given; `isRefused`: for what was sent. */
  fail(reason?: string, isRefused?: boolean): void;
}

let open: Connection[] = [];

/** Ends what {@link startConnecting} began, which leaves no timer. For after each test, in stopped time. */
export function endConnecting(): void {
  for (const connection of open) connection.release();
  open = [];
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
  jest.restoreAllMocks();
}

/** Starts connecting, in stopped time. */
export function startConnecting(others: Partial<ConnectionOptions> = {}): Attempts {
  const times: number[] = [];
  const prefixes: string[] = [];
  const began = Date.now();
  let sent: Message | undefined;
  let handlers: TransportHandlers | undefined;
  const connection = createConnection({
    transport: (given, sessionPrefix) => {
      prefixes.push(sessionPrefix);
      times.push(Date.now() - began);
      handlers = given;
      const send = (text: string) => {
        sent = JSON.parse(text) as Message;
      };
      return { send, close: () => {}, name: () => "test" };
    },
    registration: () => ({
      message_id: `register-${times.length}`,
      message_type: MessageType.register,
      from: "Alice",
      to: null,
    }),
    acknowledgement: (received) => ({
      message_id: "ack",
      message_type: MessageType.ack,
      from: "Alice",
      body: { received },
    }),
    isWanted: () => true,
    onTooLarge: () => {},
    events: createEvents(),
    onRegistered: () => {},
    onQueueSent: () => {},
    onLost: () => {},
    onRefused: () => {},
    onMessage: () => {},
    ...others,
  });
  open.push(connection);
  return {
    connection,
    times,
    prefixes,
    register(sessionId) {
      handlers?.opened();
      const session = sessionId === undefined ? undefined : { id: sessionId, received: 0, limits: {} };
      const body = { error: null, in_reply_to: sent?.message_id, session };
      const reply = {
        message_id: "s",
        message_type: MessageType.registerReply,
        from: null,
        to: "Alice",
        body,
      };
      handlers?.received(reply, 0);
      expect(connection.registered()).toBe(true);
    },
    fail: (reason = "the server is gone", isRefused) => handlers?.closed(reason, isRefused),
  };
}

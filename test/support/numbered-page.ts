import { WebSocket } from "ws";
import { type Connection, createConnection } from "../../src/client/connection/connection";
import { createMessageMaker, newPageId } from "../../src/client/connection/messages";
import { createEvents } from "../../src/client/events";
import { chooseTransport } from "../../src/client/transports/choose-transport";
import { errorOf, type Message, MessageType, memberOf } from "../../src/protocol";

/** A page with the client's connection that sends numbers to others, and notes those that come. */
export interface NumberedPage {
  readonly connection: Connection;
  /** @returns Whether the message was taken. */
  say(to: string, number: number): boolean;
  readonly numbers: readonly unknown[];
  /** Of each registration, whether the session went on. */
  readonly recovered: readonly boolean[];
  /** What it was told may be lost. */
  readonly lost: readonly Message[];
  /** The errors of other messages that came. */
  readonly others: readonly unknown[];
}

/**
 * Connects such a page.
 *
 * @param address - Such as `http://127.0.0.1:12345` for Socket.IO, `ws://127.0.0.1:12345` for plain WebSocket.
 */
export function joinNumbered(nodeId: string, address: string, transports?: string[]): NumberedPage {
  const numbers: unknown[] = [];
  const recovered: boolean[] = [];
  const lost: Message[] = [];
  const others: unknown[] = [];
  const events = createEvents();
  const pageId = newPageId();
  const make = createMessageMaker(nodeId, pageId);
  const connection = createConnection({
    transport: chooseTransport(
      address.startsWith("ws") ? `${address}/jqluster` : address,
      transports ? { transports } : {},
      (url) => new WebSocket(url),
    ),
    registration: (resume) => make(MessageType.register, null, { node_id: nodeId, page_id: pageId, resume }),
    acknowledgement: (received, ask) => make(MessageType.ack, null, { received, ask }),
    events,
    isWanted: () => true,
    onTooLarge: () => {},
    onRegistered: () => {},
    onQueueSent: () => {},
    onLost: (_reason, messages) => lost.push(...messages),
    onRefused: () => {},
    onMessage: (message) => {
      if (message.message_type === "numbered") numbers.push(memberOf(message.body, "i"));
      else others.push(errorOf(message));
    },
  });
  events.on("connect", (details) => recovered.push(details.recovered));
  const say = (to: string, i: number) =>
    connection.send(make("numbered", { nodeId: to, pageId: undefined }, { i }));
  return { connection, say, numbers, recovered, lost, others };
}

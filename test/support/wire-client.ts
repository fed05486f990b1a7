import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { io, type ManagerOptions, type SocketOptions } from "socket.io-client";
import { type ClientOptions, WebSocket } from "ws";
import type { Message } from "../../src/protocol";
import { register } from "./messages";
import { until } from "./until";

/** A page as the wire sees it, without any client library of ours. */
export interface WireClient {
  /** Sends one message, or anything else that the transport can carry. */
  send(input: unknown): void;
  /** The next message that came and was not taken yet. */
  next(): Promise<Message>;
  /** What came and was not taken yet. */
  readonly unread: readonly Message[];
  /** Settles when the client has taken its connection for over, though a request of it may still be open. */
  readonly lost: Promise<void>;
  /** Settles when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  /** Ends the connection, without a goodbye to the server's own protocol. */
  close(): void;
}

/** Keeps what comes until it is asked for. */
export class Inbox {
  readonly unread: Message[] = [];
  #waiting: ((message: Message) => void)[] = [];

  push(message: Message): void {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(message);
    else this.unread.push(message);
  }

  next(): Promise<Message> {
    const message = this.unread.shift();
    if (message) return Promise.resolve(message);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/**
 * Connects by Socket.IO, with the transports named, upgrading when there are two.
 *
 * @param localAddress - The address to come from, where it matters.
 */
export async function connectSocketIo(
  url: string,
  transports: NonNullable<ManagerOptions["transports"]>,
  options: Partial<ManagerOptions & SocketOptions> = {},
  localAddress?: string,
): Promise<WireClient & { readonly transport: () => string; readonly sessionId: string }> {
  // An agent of its own tells when the last request is over: polling goes on behind a disconnect.
  const agent = url.startsWith("https")
    ? new SecureAgent({ ca: options.ca ?? [] })
    : new Agent({ localAddress });
  const settings = { ...options, transports, forceNew: true, reconnection: false };
  // Its declared type knows browsers only.
  const socket = io(url, { ...settings, agent: agent as never });
  const inbox = new Inbox();
  socket.on("jqluster-message", (message: Message) => inbox.push(message));
  const lost = new Promise<void>((resolve) => socket.on("disconnect", () => resolve()));
  const closed = lost.then(() =>
    until(() => Object.keys(agent.sockets).length + Object.keys(agent.requests).length === 0),
  );
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
    // The only word of a connection that is closed in order before it is let in.
    socket.once("disconnect", (reason) => reject(new Error(reason)));
  });
  return {
    send: (input) => socket.emit("jqluster-message", input),
    next: () => inbox.next(),
    unread: inbox.unread,
    lost,
    closed,
    close: () => socket.disconnect(),
    transport: () => socket.io.engine.transport.name,
    sessionId: String(socket.io.engine.id),
  };
}

/** Connects by plain WebSocket. */
export async function connectWebSocket(
  url: string,
  options: ClientOptions = {},
): Promise<WireClient & { readonly socket: WebSocket }> {
  const socket = new WebSocket(url, options);
  const inbox = new Inbox();
  socket.on("message", (data) => inbox.push(JSON.parse(data.toString())));
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => {});
  return {
    send: (input) => socket.send(JSON.stringify(input)),
    next: () => inbox.next(),
    unread: inbox.unread,
    lost: closed,
    closed,
    close: () => socket.close(),
    socket,
  };
}

/** Registers a connected client and takes the reply out of its inbox. */
export async function registered<T extends WireClient>(
  client: T,
  nodeId: string,
  pageId?: string,
): Promise<T> {
  client.send(register(nodeId, pageId));
  const { message_type, body } = await client.next();
  expect({ message_type, body }).toMatchObject({ message_type: "register_reply", body: { error: null } });
  return client;
}

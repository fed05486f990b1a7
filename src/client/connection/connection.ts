import { type Message, MessageType } from "../../protocol";
import { failure, failureOf } from "../errors";
import type { Events } from "../events";
import type { Transport, TransportConnection } from "../transports/transport";

/** How many messages wait at most while there is no registered connection. */
const QUEUE_LIMIT = 1000;
const FIRST_DELAY = 300;
const LONGEST_DELAY = 10_000;

/** What {@link createConnection} needs. */
export interface ConnectionOptions {
  readonly transport: Transport;
  /** Makes the `register` message, with a new ID. */
  readonly registration: () => Message;
  /** How long a registration may take, in milliseconds. */
  readonly timeout: number;
  readonly events: Events;
  /** Registered, at first or again; what waited has not been sent yet. */
  readonly onRegistered: () => void;
  /** What waited has been sent. */
  readonly onQueueSent: () => void;
  /** Registered until now; what was sent and not answered will not be. */
  readonly onLost: (reason: string) => void;
  /** The server refuses this node, so trying again is of no use. */
  readonly onRefused: (error: Error) => void;
  readonly onMessage: (message: Message) => void;
}

/** A connection that registers first, comes back by itself, and keeps a bounded number of messages meanwhile. */
export interface Connection {
  /** Sends now, or once registered. @returns `false` when too much waits already: the message is not taken. */
  send(message: Message): boolean;
  /** Tries at once, if it waits for its next try. */
  hurry(): void;
  /**
   * Ends this attempt, since the network is known to be gone; the next one follows.
   *
   * @param leaving - It is the page that goes.
   */
  drop(reason: string, leaving?: boolean): void;
  registered(): boolean;
  /** Why the last attempt came to nothing, or `""`. */
  problem(): string;
  transportName(): string;
  release(): void;
}

/** Starts connecting. */
export function createConnection(options: ConnectionOptions): Connection {
  let current: TransportConnection | undefined;
  let attempt = 0;
  let failures = 0;
  let registered = false;
  let everRegistered = false;
  let problem = "";
  let released = false;
  let queue: Message[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;

  function put(message: Message): void {
    options.events.emit("message", "sent", message);
    current?.send(message);
  }

  function connect(): void {
    timer = undefined;
    attempt += 1;
    const own = attempt;
    const registration = options.registration();

    function over(reason: string): void {
      if (own === attempt) lose(reason);
    }
    current = options.transport({
      opened() {
        if (own === attempt) put(registration);
      },
      received(input) {
        if (own !== attempt || !isMessage(input)) return;
        options.events.emit("message", "received", input);
        if (registered) options.onMessage(input);
        else if (answers(input, registration)) {
          conclude(errorOf(input));
        }
      },
      closed: over,
    });
    // A transport may fail before it has even returned.
    if (own !== attempt) current = undefined;
    else if (options.timeout && !registered) {
      patience = setTimeout(() => over("the server did not answer the registration"), options.timeout);
    }
  }

  function conclude(error: string | undefined): void {
    clearTimeout(patience);
    if (error === undefined) {
      registered = everRegistered = true;
      failures = 0;
      const waiting = queue;
      queue = [];
      options.onRegistered();
      for (let i = 0; i < waiting.length; i++) put(waiting[i] as Message);
      options.onQueueSent();
      options.events.emit("connect");
      return;
    }
    const refusal = failureOf(error, false);
    const told = refusal.name === "RemoteError" ? failure("RefusedError", error) : refusal;
    if (everRegistered) {
      options.events.emit("error", told);
      lose(error);
    } else options.onRefused(told);
  }

  function lose(reason: string, leaving?: boolean): void {
    const wasRegistered = registered;
    const old = current;
    problem = reason;
    clearTimeout(patience);
    attempt += 1;
    registered = false;
    current = undefined;
    if (old) old.close(leaving);
    if (wasRegistered) {
      options.onLost(reason);
      options.events.emit("disconnect", reason);
    }
    if (released) return;
    // Spread, so that a thousand pages do not all come back in the same moment after a restart.
    const soon = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures) * (0.5 + Math.random());
    // A page that goes may have time to begin another, which nobody would register; one that is shown again hurries.
    const delay = leaving ? LONGEST_DELAY : soon;
    failures += 1;
    timer = setTimeout(connect, delay);
  }

  connect();
  return {
    send(message) {
      if (registered && current) {
        put(message);
        return true;
      }
      if (released || queue.length >= QUEUE_LIMIT) return false;
      queue.push(message);
      return true;
    },
    hurry() {
      if (timer === undefined) return;
      clearTimeout(timer);
      failures = 0;
      connect();
    },
    drop(reason, leaving) {
      if (current) lose(reason, leaving);
    },
    registered: () => registered,
    problem: () => problem,
    transportName: () => (current ? current.name() : ""),
    release() {
      if (released) return;
      released = true;
      if (timer !== undefined) clearTimeout(timer);
      timer = undefined;
      queue = [];
      lose("released by this page");
    },
  };
}

function isMessage(input: unknown): input is Message {
  return !!input && typeof (input as Message).message_type === "string";
}

function bodyOf(message: Message): { readonly error?: unknown; readonly in_reply_to?: unknown } {
  const body = message.body;
  return body && typeof body === "object" ? (body as { readonly error?: unknown }) : {};
}

function answers(message: Message, registration: Message): boolean {
  return (
    message.message_type === MessageType.registerReply &&
    bodyOf(message).in_reply_to === registration.message_id
  );
}

function errorOf(message: Message): string | undefined {
  const error = bodyOf(message).error;
  return error === null || error === undefined ? undefined : String(error);
}

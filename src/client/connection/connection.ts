import {
  isReply,
  type Message,
  MessageType,
  memberOf,
  type ResumeBody,
  receivedOf,
  sessionOf,
} from "../../protocol";
import { failureOf } from "../errors";
import type { Events } from "../events";
import { nextMicrotask } from "../promise";
import { toJson } from "../to-json";
import type { Closing, Transport } from "../transports/transport";
import { createAcknowledgements } from "./acknowledgements";
import { type Attempt, startAttempt } from "./attempt";
import { bodyOf, errorTextOf, idOf, isMessage, sessionPrefixOf } from "./messages";
import { createOutbox, type Outbox, type OutboxOptions } from "./outbox";
import { createRetryPolicy } from "./retry-policy";

/** How long a connection that looks open has to show that it is, in milliseconds. */
const PROBE_TIMEOUT = 700;
/** An attempt that is younger does not hang, in milliseconds. */
const MIN_ATTEMPT_AGE = 500;

/** What {@link createConnection} needs. */
export interface ConnectionOptions extends Pick<OutboxOptions, "isWanted" | "onTooLarge"> {
  readonly transport: Transport;
  /** Makes the `register` message, with a new ID. */
  readonly registration: (resume: true | ResumeBody) => Message;
  /** Makes an `ack`. */
  readonly acknowledgement: (received: number, ask: true | undefined) => Message;
  readonly events: Events;
  /** Registered in a new session, or without one; what waited has not been sent yet. */
  readonly onRegistered: () => void;
  /** What waited is sent, after this in the same turn. `recovered`: the session went on. */
  readonly onQueueSent: (recovered: boolean) => void;
  /** No reply will come to what was sent. `lost` may not have arrived; `waiting`: the IDs of what will be sent. */
  readonly onLost: (
    reason: string,
    lost: readonly Message[],
    waiting: ReturnType<Outbox["waitingIds"]>,
  ) => void;
  /** The server refuses this node, so trying again is of no use. */
  readonly onRefused: (error: Error) => void;
  readonly onMessage: (message: Message) => void;
}

/** A connection that registers first, comes back by itself, and keeps a bounded number of messages meanwhile. */
export interface Connection {
  /** Sends now, or once registered. @returns `false` when too much waits already: the message is not taken. */
  send(message: Message): boolean;
  /** The page was shown again, or the network is back: what hangs is replaced, what looks open is asked. */
  wake(): void;
  /** Ends this attempt: the network is gone. The next one follows. With `how`, the session ends as well. */
  disconnect(reason: string, how?: Closing): void;
  registered(): boolean;
  /** Whether the server knows this page: it is registered, or may go on with its session. */
  isKnown(): boolean;
  /** The IDs of the messages that have not left yet. */
  waitingIds: Outbox["waitingIds"];
  /** Why the last attempt came to nothing, or `""`. */
  lastError(): string;
  transportName(): string;
  release(): void;
}

/** Starts connecting. */
export function createConnection(options: ConnectionOptions): Connection {
  const { events } = options;
  let current: Attempt | undefined;
  let startedAt = 0;
  /** Whether the attempt was begun by a page that woke. */
  let isOfWaking = false;
  let registered = false;
  let everRegistered = false;
  /** The ID of the session that this page can go on with. */
  let session: string | undefined;
  let lastError = "";
  let released = false;
  /** Until the next attempt. */
  let timer: ReturnType<typeof setTimeout> | undefined;

  const retry = createRetryPolicy();
  const outbox = createOutbox({
    write: (text) => {
      if (current) current.send(text);
    },
    onSent: (message) => events.emit("message", "sent", message),
    isWanted: options.isWanted,
    onTooLarge: options.onTooLarge,
  });
  const acks = createAcknowledgements((received, ask) => {
    if (!registered || !current) return;
    outbox.sendAck(toJson(options.acknowledgement(received, ask)));
    // The page was shown again, and whether the connection carries anything is to be known soon.
    if (ask) outbox.flush();
  });

  function connect(): void {
    clearTimeout(timer);
    timer = undefined;
    startedAt = Date.now();
    isOfWaking = false;
    const resume = session === undefined || { id: session, received: acks.received() };
    current = startAttempt({
      transport: options.transport,
      registration: options.registration(resume),
      sessionPrefix: session === undefined ? "" : sessionPrefixOf(session),
      stepTimeout: retry.stepTimeout(),
      events,
      onRegisterReply,
      onInput,
      onFrame(characters) {
        if (session !== undefined) acks.came(characters);
      },
      onTimeout() {
        retry.onTimeout();
        disconnect("the server did not answer in time");
      },
      onClosed(reason, isRefused) {
        // What is refused time and again would block all that waits behind it.
        if (retry.givesUp(registered && isRefused)) session = undefined;
        disconnect(reason);
      },
    });
  }

  function onInput(input: unknown): void {
    const type = memberOf(input, "message_type");
    // Counts every input, even an invalid one: the server counted it as sent.
    if (type !== MessageType.ack && type !== MessageType.registerReply) acks.count();
    if (!isMessage(input)) return;
    if (type === MessageType.ack) {
      outbox.acknowledge(receivedOf(input.body) || 0);
      return;
    }
    if (isReply(input.message_type)) outbox.answered(idOf(bodyOf(input).in_reply_to));
    events.emit("message", "received", input);
    options.onMessage(input);
  }

  function onRegisterReply(message: Message): void {
    const error = errorTextOf(message);
    if (error === undefined) onRegistered(message);
    else {
      const told = failureOf(error, "RefusedError");
      if (everRegistered) {
        events.emit("error", told);
        disconnect(error);
      } else options.onRefused(told);
    }
  }

  function onRegistered(reply: Message): void {
    const begun = sessionOf(reply);
    const recovered = begun !== undefined && begun.id === session;
    if (session !== undefined && !recovered) endSession("the server began a new session");
    registered = everRegistered = true;
    retry.reset(false);
    if (recovered) outbox.acknowledge(begun.received);
    else {
      session = begun?.id;
      // Watches are renewed anyway, and the pages that asked for these replies have had an error already.
      outbox.withdraw(({ message_type: type }) => /^(un)?watch$/.test(type) || isReply(type));
      outbox.sendFirst(options.onRegistered);
    }
    const own = current;
    outbox.connected(begun?.limits);
    options.onQueueSent(recovered);
    // The server keeps a session only after the page has confirmed its ID.
    if (begun && !recovered) {
      nextMicrotask(() => {
        if (own === current && outbox.sentCount() === 0) acks.acknowledge();
      });
    }
    events.emit("connect", { recovered });
  }

  /** @param isOnPurpose - This page ended it, so the last messages are not reported as lost. */
  function endSession(reason: string, isOnPurpose?: boolean): void {
    session = undefined;
    acks.stop(true);
    const lost = outbox.reset();
    options.onLost(reason, isOnPurpose ? [] : lost, outbox.waitingIds());
  }

  function disconnect(reason: string, how?: Closing): void {
    const wasRegistered = registered;
    // Before the first registration, each new reason is told once, however often it is tried.
    const isNews = wasRegistered || (!everRegistered && !how && reason !== lastError);
    lastError = reason;
    if (how && registered) outbox.flush();
    const old = current;
    registered = false;
    current = undefined;
    outbox.close();
    acks.stop(false);
    if (old) old.close(how);
    if (how || (wasRegistered && session === undefined)) endSession(reason, !!how);
    if (isNews) events.emit("disconnect", reason);
    if (released) return;
    timer = setTimeout(connect, retry.delay(!!how));
  }

  /** Begins the next attempt at once, in place of the one under way. */
  function reconnectNow(reason: string): void {
    if (current) disconnect(reason);
    retry.reset(true);
    connect();
    isOfWaking = true;
  }

  connect();
  return {
    send: (message) => !released && outbox.send(message),
    wake() {
      if (released) return;
      if (timer !== undefined) reconnectNow("");
      else if (!registered) {
        const hung = () => reconnectNow("the attempt hung");
        const isYoung = Date.now() - startedAt < MIN_ATTEMPT_AGE;
        // The browser tells in several events that it wakes.
        if (isYoung && isOfWaking) return;
        retry.reset(true);
        // It may have begun before the network was back.
        if (isYoung) current?.expectInput(MIN_ATTEMPT_AGE, hung);
        else hung();
      } else if (current && session !== undefined) {
        current.expectInput(PROBE_TIMEOUT, () => reconnectNow("the connection is silent"));
        acks.acknowledge(true);
      }
    },
    disconnect(reason, how) {
      if (current) disconnect(reason, how);
    },
    registered: () => registered,
    isKnown: () => registered || session !== undefined,
    waitingIds: outbox.waitingIds,
    lastError: () => lastError,
    transportName: () => (current ? current.name() : ""),
    release() {
      if (released) return;
      released = true;
      clearTimeout(timer);
      timer = undefined;
      disconnect("released by this page", "goodbye");
    },
  };
}

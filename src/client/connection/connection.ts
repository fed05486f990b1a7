import {
  errorOf,
  inReplyToOf,
  isReply,
  type Message,
  MessageType,
  memberOf,
  type ResumeBody,
  receivedOf,
  sessionOf,
} from "../../protocol";
import { asError, failure, failureOf } from "../errors";
import type { Events } from "../events";
import { isObject } from "../expressions/is-object";
import { soon } from "../promise";
import type { Closing, Transport, TransportConnection } from "../transports/transport";
import { createOutbox, type Outbox, type OutboxOptions } from "./outbox";
import { createReceipts } from "./receipts";

const FIRST_DELAY = 300;
const LONGEST_DELAY = 10_000;
/** How long an attempt may take for each of its steps, in milliseconds; twice as long after each that took longer. */
const PATIENCE = 5_000;
const LONGEST_PATIENCE = 30_000;
/** The same at first when the page has just been shown again. */
const PATIENCE_AFTER_WAKING = 1_500;
/** How long a connection that looks open has to show that it is, in milliseconds. */
const ASKING_TIME = 900;
/** An attempt that is younger does not hang, in milliseconds. */
const YOUNG = 500;

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
  /**
   * What was sent and not answered will not be.
   *
   * @param lost - What of it may not have arrived.
   * @param waiting - The IDs of what has not been sent yet, and will be.
   */
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
  /**
   * Ends this attempt, since the network is known to be gone; the next one follows.
   *
   * @param how - The session ends as well.
   */
  drop(reason: string, how?: Closing): void;
  registered(): boolean;
  /** Whether the server knows this page: it is registered, or may go on with its session. */
  isKnown(): boolean;
  /** The IDs of the messages that have not left yet. */
  waitingIds: Outbox["waitingIds"];
  /** Why the last attempt came to nothing, or `""`. */
  problem(): string;
  transportName(): string;
  release(): void;
}

/** Starts connecting. */
export function createConnection(options: ConnectionOptions): Connection {
  const { events } = options;
  let current: TransportConnection | undefined;
  let attempt = 0;
  let began = 0;
  let failures = 0;
  let patience = PATIENCE;
  let registered = false;
  let everRegistered = false;
  /** The ID of the session that this page can go on with. */
  let session: string | undefined;
  let problem = "";
  let released = false;
  /** Until the next attempt. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Until what is under way has taken too long. */
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  const outbox = createOutbox({
    write: (text) => {
      if (current) current.send(text);
    },
    onSent: (message) => events.emit("message", "sent", message),
    isWanted: options.isWanted,
    onTooLarge: options.onTooLarge,
  });
  const receipts = createReceipts((received, ask) => {
    if (!registered || !current) return;
    current.send(JSON.stringify(options.acknowledgement(received, ask)));
    outbox.charge();
  });

  /** Calls when nothing was heard for so long, in place of what was to be called before. */
  function watch(milliseconds: number, onSilence: () => void): void {
    if (watchdog !== undefined) clearTimeout(watchdog);
    watchdog = milliseconds ? setTimeout(onSilence, milliseconds) : undefined;
  }

  function connect(): void {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    attempt += 1;
    began = Date.now();
    const own = attempt;
    const registration = options.registration(
      session === undefined ? true : { id: session, received: receipts.received() },
    );

    function expect(): void {
      watch(patience, () => {
        patience = Math.min(patience * 2, LONGEST_PATIENCE);
        lose("the server did not answer in time");
      });
    }

    function take(input: unknown): void {
      if (own !== attempt) return;
      const type = memberOf(input, "message_type");
      // What counts is what was sent, also where it is no message that can be taken.
      if (registered && type !== MessageType.ack && type !== MessageType.registerReply) receipts.count();
      if (!isMessage(input)) return;
      if (registered && type === MessageType.ack) {
        outbox.acknowledge(receivedOf(input.body) || 0);
        return;
      }
      if (registered && isReply(input.message_type)) outbox.answered(String(inReplyToOf(input)));
      // An exception that reached the transport would end its loop: a poll would not be followed by another.
      try {
        if (registered) {
          events.emit("message", "received", input);
          options.onMessage(input);
        } else if (answers(input, registration)) {
          events.emit("message", "received", input);
          onRegisterReply(input);
        }
      } catch (error) {
        events.emit("error", asError(error));
      }
    }

    current = options.transport({
      opened() {
        if (own !== attempt || !current) return;
        expect();
        events.emit("message", "sent", registration);
        current.send(JSON.stringify(registration));
      },
      received(input, characters) {
        if (own !== attempt) return;
        if (registered) watch(0, () => {});
        if (session !== undefined && Array.isArray(input)) input.forEach(take);
        else take(input);
        if (own === attempt && session !== undefined) receipts.came(characters);
      },
      closed(reason) {
        if (own === attempt) lose(reason);
      },
    });
    // A transport may fail before it has even returned.
    if (own !== attempt) current = undefined;
    else if (!registered) expect();
  }

  function onRegisterReply(message: Message): void {
    watch(0, () => {});
    const error = errorOf(message);
    if (error === undefined) onRegistered(message);
    else {
      const refusal = failureOf(error, false);
      const told = refusal.name === "RemoteError" ? failure("RefusedError", error) : refusal;
      if (everRegistered) {
        events.emit("error", told);
        lose(error);
      } else options.onRefused(told);
    }
  }

  function onRegistered(reply: Message): void {
    const begun = sessionOf(reply);
    const recovered = begun !== undefined && begun.id === session;
    if (session !== undefined && !recovered) endSession("the server began a new session");
    registered = everRegistered = true;
    failures = 0;
    patience = PATIENCE;
    if (recovered) outbox.acknowledge(begun.received);
    else {
      session = begun?.id;
      // What is renewed need not be sent twice, and those who asked have been told that they get no answer.
      outbox.withdraw(({ message_type: type }) => /^(un)?watch$/.test(type) || isReply(type));
      outbox.first(options.onRegistered);
    }
    const own = attempt;
    outbox.open(begun?.limits);
    options.onQueueSent(recovered);
    // The server keeps the session of no page that has not shown that it knows its ID.
    if (begun && !recovered) {
      soon(() => {
        if (own === attempt && outbox.sentCount() === 0) receipts.acknowledge();
      });
    }
    events.emit("connect", { recovered });
  }

  /** @param isOnPurpose - This page ended it, so that what was said last needs no word. */
  function endSession(reason: string, isOnPurpose?: boolean): void {
    session = undefined;
    receipts.stop(true);
    const lost = outbox.reset();
    options.onLost(reason, isOnPurpose ? [] : lost, outbox.waitingIds());
  }

  function lose(reason: string, how?: Closing): void {
    const wasRegistered = registered;
    const old = current;
    problem = reason;
    watch(0, () => {});
    if (how && registered) outbox.flush();
    attempt += 1;
    registered = false;
    current = undefined;
    outbox.close();
    receipts.stop(false);
    if (old) old.close(how);
    if (how || (wasRegistered && session === undefined)) endSession(reason, !!how);
    if (wasRegistered) events.emit("disconnect", reason);
    if (released) return;
    // Spread, so that a thousand pages do not all come back in the same moment after a restart.
    const soonest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures) * (0.5 + Math.random());
    // A page that goes may have time to begin another, which nobody would register; one that is shown again hurries.
    const delay = how ? LONGEST_DELAY : soonest;
    failures += 1;
    timer = setTimeout(connect, delay);
  }

  /** Begins the next attempt at once, in place of the one under way. */
  function replace(reason: string): void {
    if (current) lose(reason);
    failures = 0;
    patience = PATIENCE_AFTER_WAKING;
    connect();
  }

  connect();
  return {
    send: (message) => !released && outbox.send(message),
    wake() {
      if (released) return;
      if (timer !== undefined) replace("");
      else if (!registered) {
        const hung = () => replace("an attempt hung");
        patience = PATIENCE_AFTER_WAKING;
        if (Date.now() - began >= YOUNG) hung();
        // It may have begun before the network was back.
        else watch(YOUNG, hung);
      } else if (session !== undefined) {
        watch(ASKING_TIME, () => replace("the connection carries nothing any more"));
        receipts.acknowledge(true);
      }
    },
    drop(reason, how) {
      if (current) lose(reason, how);
    },
    registered: () => registered,
    isKnown: () => registered || session !== undefined,
    waitingIds: outbox.waitingIds,
    problem: () => problem,
    transportName: () => (current ? current.name() : ""),
    release() {
      if (released) return;
      released = true;
      if (timer !== undefined) clearTimeout(timer);
      timer = undefined;
      lose("released by this page", "goodbye");
    },
  };
}

/** Whether it has a type, and plain values where IDs belong. */
function isMessage(input: unknown): input is Message {
  if (!isObject(input) || typeof (input as Message).message_type !== "string") return false;
  const { message_id, from, to, from_page } = input as { readonly [member: string]: unknown };
  return ![message_id, from, to, from_page].some(isObject);
}

function answers(message: Message, registration: Message): boolean {
  return (
    message.message_type === MessageType.registerReply && inReplyToOf(message) === registration.message_id
  );
}

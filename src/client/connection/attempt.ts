import { type Message, MessageType } from "../../protocol";
import { asError } from "../errors";
import type { Events } from "../events";
import { toJson } from "../to-json";
import type { Transport, TransportConnection, TransportHandlers } from "../transports/transport";
import { bodyOf, isMessage } from "./messages";

/** What {@link startAttempt} needs. Nothing is called any more once the attempt is closed. */
export interface AttemptOptions {
  readonly transport: Transport;
  readonly registration: Message;
  /** The part of the session ID that names the process which has the session; `""` without one. */
  readonly sessionPrefix: string;
  /** How long each step may take until the page is registered, in milliseconds. */
  readonly stepTimeout: number;
  readonly events: Events;
  readonly onRegisterReply: (reply: Message) => void;
  /** After that each input, decoded but not checked. */
  readonly onInput: (input: unknown) => void;
  /** All inputs of a frame were handed over; its text had so many UTF-16 units. */
  readonly onFrame: (characters: number) => void;
  /** A step took too long. */
  readonly onTimeout: () => void;
  /** The connection is closed, or never came about. */
  readonly onClosed: TransportHandlers["closed"];
}

/** One connection of the transport, from the first try until it is closed. */
export interface Attempt extends TransportConnection {
  /** Calls once when nothing is received for so long, in milliseconds. */
  expectInput(milliseconds: number, onSilence: () => void): void;
}

/**
 * Opens the transport and registers.
 *
 * @returns `undefined` when the transport failed before it had even returned.
 */
export function startAttempt(options: AttemptOptions): Attempt | undefined {
  const { registration, events } = options;
  let connection: TransportConnection | undefined;
  let isRegistered = false;
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function expectInput(milliseconds: number, onSilence: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(onSilence, milliseconds);
  }

  function stop(): void {
    isClosed = true;
    clearTimeout(timer);
  }

  function take(input: unknown): void {
    if (isClosed) return;
    // An exception that reached the transport would end its loop: a poll would not be followed by another.
    try {
      if (isRegistered) {
        clearTimeout(timer);
        options.onInput(input);
      } else if (isMessage(input) && isAnswerTo(registration, input)) {
        clearTimeout(timer);
        isRegistered = true;
        events.emit("message", "received", input);
        options.onRegisterReply(input);
      }
    } catch (error) {
      events.emit("error", asError(error));
    }
  }

  connection = options.transport(
    {
      opened() {
        if (isClosed || !connection) return;
        expectInput(options.stepTimeout, options.onTimeout);
        events.emit("message", "sent", registration);
        connection.send(toJson(registration));
      },
      received(input, characters) {
        // With a session a list of messages may stand for one.
        (Array.isArray(input) ? input : [input]).forEach(take);
        if (!isClosed) options.onFrame(characters);
      },
      closed(reason, isRefused) {
        if (isClosed) return;
        stop();
        options.onClosed(reason, isRefused);
      },
    },
    options.sessionPrefix,
  );
  if (isClosed) return undefined;
  if (!isRegistered) expectInput(options.stepTimeout, options.onTimeout);
  return {
    expectInput,
    send: connection.send,
    name: connection.name,
    close(how) {
      stop();
      connection.close(how);
    },
  };
}

function isAnswerTo(registration: Message, message: Message): boolean {
  return (
    message.message_type === MessageType.registerReply &&
    bodyOf(message).in_reply_to === registration.message_id
  );
}

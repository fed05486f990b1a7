import { type JsonValue, type Message, MessageType, type SessionBody } from "../protocol";
import type { WantedSession } from "./cluster/session-moves";
import type { Sender } from "./delivery";
import { quote } from "./log";

/** The arguments of `register`. */
export interface RegisterArguments {
  /** The ID of the connection, unique among the connections of this server. */
  readonly uniqueId: string;
  /** The `register` message that came; the node ID is its `from`. */
  readonly message: Message;
  /** Sends messages to that connection. */
  readonly sender: Sender;
  /** The session to describe in the reply, for a page that asked for one. */
  readonly session?: SessionBody | undefined;
  /** The session on another process that the page resumes, where there may be others. */
  readonly takeover?: Takeover | undefined;
}

/** The takeover of a session from another process. */
export interface Takeover {
  readonly wanted: WantedSession;
  /**
   * Called once, when it is settled.
   *
   * @param given - What the other process gave; `undefined`: a new session begins.
   * @param onConfirmed - Called when the page is known to know its new session, so that it never resumes the wanted one.
   * @returns The session to describe in the reply, and what the page was sent there and has not received.
   */
  settle(
    given: JsonValue | undefined,
    onConfirmed?: () => void,
  ): {
    readonly session: SessionBody | undefined;
    readonly resend: () => void;
  };
}

/** @throws TypeError naming the argument that is missing, or the message type that is not `register`. */
export function checkRegisterArguments(uniqueId: unknown, message: unknown, sender: unknown): void {
  if (uniqueId === undefined || uniqueId === null || uniqueId === "")
    throw new TypeError("register: uniqueId is missing");
  if (typeof message !== "object" || message === null) throw new TypeError("register: message is missing");
  if (typeof sender !== "function") throw new TypeError("register: sender is missing");
  const { message_id, from, message_type } = message as Partial<Message>;
  if (message_id === undefined || message_id === null)
    throw new TypeError("register: message_id is missing in the message");
  if (from === undefined || from === null) throw new TypeError("register: from is missing in the message");
  if (message_type === undefined || message_type === null) {
    throw new TypeError("register: message_type is missing in the message");
  }
  if (message_type !== MessageType.register) {
    throw new TypeError(`register: message_type must be "register", not ${quote(message_type)}`);
  }
}

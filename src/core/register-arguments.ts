import { type Message, MessageType, type SessionBody } from "../protocol";
import { quote } from "./log";
import type { Sender } from "./sender";

/** What registering a connection needs. */
export interface RegisterArguments {
  /** Your name for the connection, unique among the connections of this server. */
  readonly uniqueId: string;
  /** The `register` message that came; the node ID is its `from`. */
  readonly message: Message;
  /** Takes messages to that connection. */
  readonly sender: Sender;
  /** The session that the reply tells of, for a page that asked for one. */
  readonly session?: SessionBody | undefined;
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

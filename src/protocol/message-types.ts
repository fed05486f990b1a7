import { hasOwn } from "./own-members";

/** The Socket.IO event that carries every message, either way, as its single argument. */
export const MESSAGE_EVENT = "jqluster-message";

/** The name of the number that a page which polls gives each of its requests, in the query. */
export const REQUEST_NUMBER = "nth";

/** The message types this version gives a meaning to. */
export const MessageType = {
  register: "register",
  registerReply: "register_reply",
  selectAndGet: "select_and_get",
  selectAndGetReply: "select_and_get_reply",
  selectAndListen: "select_and_listen",
  selectAndListenReply: "select_and_listen_reply",
  signal: "signal",
  /** Extension: frees a `select_and_listen` on the target. */
  unlisten: "unlisten",
  /** Extension: input that has no reply type of its own was refused. */
  error: "error",
  /** Extension: the server tells its pages what is about to happen, such as that it stops. */
  notice: "notice",
  /** Extension: tell me whether a node is there, now and whenever that changes. */
  watch: "watch",
  unwatch: "unwatch",
  presence: "presence",
  /** Extension: which pages a node has now. */
  pages: "pages",
  pagesReply: "pages_reply",
  /** Extension: drop what is kept for a node. */
  forget: "forget",
  /** Extension: which keys are kept for a node. */
  kept: "kept",
  keptReply: "kept_reply",
  /** Extension: how many messages of a session have come, so that the sender need not keep them. */
  ack: "ack",
} as const;

/** One of the message types of {@link MessageType}. */
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

/** What a message type is for: it asks, it answers, or neither. */
export interface MessageRole {
  /** Who takes it: another node, the server, or a page that the server writes to. */
  readonly to: "node" | "server" | "page";
  /** The type of its answer. */
  readonly reply?: MessageType;
  /** Whether it answers a request. */
  readonly isReply?: true;
}

/** The role of each message type. A new type does not compile until it stands here. */
const ROLES = {
  register: { to: "server", reply: "register_reply" },
  register_reply: { to: "page", isReply: true },
  select_and_get: { to: "node", reply: "select_and_get_reply" },
  select_and_get_reply: { to: "node", isReply: true },
  select_and_listen: { to: "node", reply: "select_and_listen_reply" },
  select_and_listen_reply: { to: "node", isReply: true },
  signal: { to: "node" },
  unlisten: { to: "node" },
  error: { to: "page" },
  notice: { to: "page" },
  watch: { to: "server" },
  unwatch: { to: "server" },
  presence: { to: "page" },
  pages: { to: "server", reply: "pages_reply" },
  pages_reply: { to: "page", isReply: true },
  forget: { to: "server" },
  kept: { to: "server", reply: "kept_reply" },
  kept_reply: { to: "page", isReply: true },
  ack: { to: "server" },
} as const satisfies { readonly [Type in MessageType]: MessageRole };

/** A message type that is for the server itself. */
export type ServerMessageType = {
  [Type in MessageType]: (typeof ROLES)[Type]["to"] extends "server" ? Type : never;
}[MessageType];

/** Whether this version gives the type a meaning; other types are relayed unchanged. */
export function isKnownType(messageType: string): messageType is MessageType {
  return hasOwn(ROLES, messageType);
}

function roleOf(messageType: string): MessageRole | undefined {
  return isKnownType(messageType) ? ROLES[messageType] : undefined;
}

/** Whether a message of this type is for the server itself. */
export function isForServer(messageType: string): messageType is ServerMessageType {
  return roleOf(messageType)?.to === "server";
}

/** The reply type a request is answered with, or `undefined` when the type expects no reply of its own. */
export function replyTypeOf(messageType: string): MessageType | undefined {
  return roleOf(messageType)?.reply;
}

/** Whether a message of this type waits for the answer of another node. */
export function isRequest(messageType: string): boolean {
  const role = roleOf(messageType);
  return role?.to === "node" && role.reply !== undefined;
}

/** Whether a message of this type is the answer of a node to a request. */
export function isReply(messageType: string): boolean {
  const role = roleOf(messageType);
  return role?.to === "node" && role.isReply === true;
}

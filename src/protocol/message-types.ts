/** The Socket.IO event that carries every message, either way, as its single argument. */
export const MESSAGE_EVENT = "jqluster-message";

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
} as const;

/** The reply type a request is answered with, or `undefined` when the type expects no reply of its own. */
export function replyTypeOf(messageType: string): string | undefined {
  switch (messageType) {
    case MessageType.register:
      return MessageType.registerReply;
    case MessageType.selectAndGet:
      return MessageType.selectAndGetReply;
    case MessageType.selectAndListen:
      return MessageType.selectAndListenReply;
    case MessageType.pages:
      return MessageType.pagesReply;
    default:
      return undefined;
  }
}

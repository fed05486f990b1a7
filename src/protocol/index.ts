export {
  type Bodies,
  errorOf,
  forgottenKeyOf,
  inReplyToOf,
  keepKeyOf,
  nodeIdOf,
  pageIdOf,
  type ResumeBody,
  receivedOf,
  resumeOf,
  type SessionBody,
  type SessionLimits,
  sessionOf,
  type TypedMessage,
} from "./bodies";
export { ErrorKind, errorText, isForRate, isForSize, isOfKind, ProtocolError } from "./error-kinds";
export type { JsonObject, JsonValue, Message, MessageId } from "./message";
export {
  isForServer,
  isKnownType,
  isReply,
  isRequest,
  MESSAGE_EVENT,
  MessageType,
  REQUEST_NUMBER,
  replyTypeOf,
} from "./message-types";
export { hasOwn, memberOf } from "./own-members";
export {
  MAX_MESSAGE_ID_BYTES,
  MAX_NODE_ID_BYTES,
  MAX_ROOM_NAME_BYTES,
  parseMessage,
  parseRoomName,
  utf8Length,
} from "./parse-message";

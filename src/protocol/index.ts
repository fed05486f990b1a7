export { ErrorKind, errorKindOf, errorText } from "./error-kinds";
export type { JsonObject, JsonValue, Message, MessageId, ServerMessage } from "./message";
export { MESSAGE_EVENT, MessageType, replyTypeOf } from "./message-types";
export { MAX_MESSAGE_ID_BYTES, MAX_NODE_ID_BYTES, ProtocolError, parseMessage } from "./parse-message";

import {
  type Message,
  type MessageId,
  MessageType,
  replyTypeOf,
  type SessionBody,
  type TypedMessage,
} from "../protocol";
import type { RequestHead } from "./requests/pending-request";

let counter = 0;
const runId = Math.random().toString(36).slice(2, 10);

/** An ID for a message of the server. */
export function nextServerMessageId(): string {
  counter += 1;
  return `server-${runId}-${counter.toString(36)}`;
}

/**
 * The answer to a `register`: exactly the members that original pages expect.
 *
 * @param session - Added for a page that asked for a session.
 */
export function registerReply(
  to: string | null,
  inReplyTo: MessageId | null,
  error: string | null,
  session?: SessionBody,
): TypedMessage<typeof MessageType.registerReply> {
  return {
    message_id: nextServerMessageId(),
    message_type: MessageType.registerReply,
    from: null,
    to,
    body: session ? { error, in_reply_to: inReplyTo, session } : { error, in_reply_to: inReplyTo },
  };
}

/** Tells a page how many of its messages were received. */
export function ackMessage(to: string, received: number): TypedMessage<typeof MessageType.ack> {
  return {
    message_id: nextServerMessageId(),
    message_type: MessageType.ack,
    from: null,
    to,
    body: { received },
  };
}

/** The error answer of the server to a request, or to input whose type has no reply. */
export function errorReply(request: RequestHead, error: string): Message {
  const type = replyTypeOf(request.message_type);
  if (type === MessageType.registerReply) return registerReply(request.from, request.message_id, error);
  const inReplyTo = request.message_id;
  return {
    message_id: nextServerMessageId(),
    message_type: type ?? MessageType.error,
    from: null,
    ...senderOf(request),
    body:
      type === undefined
        ? { error, in_reply_to: inReplyTo }
        : { error, result: null, in_reply_to: inReplyTo },
  };
}

/** The answer to a statement that is kept. */
export function keepReply(request: Message): TypedMessage<typeof MessageType.selectAndGetReply> {
  return resultReply(MessageType.selectAndGetReply, request, null);
}

/** The answer to `kept`: the keys of the statements that are kept for a node. */
export function keptReply(
  request: Message,
  keys: readonly string[],
): TypedMessage<typeof MessageType.keptReply> {
  return resultReply(MessageType.keptReply, request, [...keys]);
}

/** The answer to `pages`: the IDs of the pages of a node. */
export function pagesReply(
  request: Message,
  pages: readonly string[],
): TypedMessage<typeof MessageType.pagesReply> {
  return resultReply(MessageType.pagesReply, request, [...pages]);
}

/** Tells a page why its connection is being closed. */
export function closingError(reason: string): TypedMessage<typeof MessageType.error> {
  return {
    message_id: nextServerMessageId(),
    message_type: MessageType.error,
    from: null,
    to: null,
    body: { error: `closed: ${reason}`, in_reply_to: null },
  };
}

/** Tells a page that the server is about to stop, and that it should connect again soon. */
export function stopNotice(): TypedMessage<typeof MessageType.notice> {
  return {
    message_id: nextServerMessageId(),
    message_type: MessageType.notice,
    from: null,
    to: null,
    body: { notice: "server stops", in_reply_to: null },
  };
}

/** Tells the sender of a `watch` whether the node has pages; `page` only for those who asked for each page. */
export function presenceMessage(
  watch: Message,
  nodeId: string,
  online: boolean,
  page?: { readonly id: string; readonly online: boolean },
): TypedMessage<typeof MessageType.presence> {
  return {
    message_id: nextServerMessageId(),
    message_type: MessageType.presence,
    from: null,
    ...senderOf(watch),
    body: {
      node_id: nodeId,
      online,
      in_reply_to: watch.message_id,
      ...(page === undefined ? {} : { page_id: page.id, page_online: page.online }),
    },
  };
}

/** The answer to a request that went well. */
function resultReply<Type extends string, Result>(type: Type, request: Message, result: Result) {
  return {
    message_id: nextServerMessageId(),
    message_type: type,
    from: null,
    ...senderOf(request),
    body: { error: null, result, in_reply_to: request.message_id },
  };
}

/** The page that sent a request, as the one that its answer goes to. */
function senderOf({ from, from_page: page }: RequestHead) {
  return page === undefined ? { to: from } : { to: from, to_page: page };
}

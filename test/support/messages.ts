import type { JsonObject, Message } from "../../src/protocol";

let counter = 0;

/** A message ID no other test message has. */
export function freshId(): string {
  counter += 1;
  return `m${counter}`;
}

/** A `register` message, with the page ID when one is given. */
export function register(nodeId: string, pageId?: string): Message {
  const page = pageId === undefined ? {} : { page_id: pageId };
  return {
    message_id: freshId(),
    message_type: "register",
    from: nodeId,
    to: null,
    body: { node_id: nodeId, ...page },
  };
}

/** A `register` message of a page that asks for a session, or names the one that it resumes. */
export function registration(nodeId: string, pageId: string, resume: JsonObject[string]): Message {
  const { body, ...message } = register(nodeId, pageId);
  return { ...message, body: { ...(body as JsonObject), resume } };
}

/** The message by which a page tells how many messages of its session it has received. */
export const ack = (from: string, received: number, more: JsonObject = {}): Message => ({
  message_id: "a",
  message_type: "ack",
  from,
  to: null,
  body: { received, ...more },
});

/** Any message from one node to another. */
export function message(type: string, from: string, to: string, body: JsonObject = {}): Message {
  return { message_id: freshId(), message_type: type, from, to, body };
}

/** A message to the server itself. */
export function toServer(type: string, from: string, body: JsonObject = {}): Message {
  return { ...message(type, from, "", body), to: null };
}

/** A `select_and_get` request. */
export function getRequest(from: string, to: string, evalCode = '$("h1").text()'): Message {
  return message("select_and_get", from, to, { node_id: to, eval_code: evalCode });
}

/** A `select_and_listen` request. */
export function listenRequest(from: string, to: string): Message {
  return message("select_and_listen", from, to, {
    node_id: to,
    eval_code: '$("#go")',
    method: "on",
    options: ["click"],
  });
}

/** The reply that a target gives to a request. */
export function replyTo(request: Message, result: JsonObject[string]): Message {
  return message(`${request.message_type}_reply`, String(request.to), String(request.from), {
    error: null,
    result,
    in_reply_to: request.message_id,
  });
}

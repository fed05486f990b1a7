import { type JsonValue, type Message, type MessageId, MessageType, ProtocolError } from "../protocol";

/** The message that a reply or signal answers, when its body names one. */
export function inReplyToOf({ body }: Message): MessageId | undefined {
  const id = memberOf(body, "in_reply_to");
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

/** The page ID in the body of a `register`. */
export function pageIdOf({ body }: Message): string | undefined {
  const id = memberOf(body, "page_id");
  return typeof id === "string" ? id : undefined;
}

/** Whether the body of a reply says that the request failed. */
export function hasError({ body }: Message): boolean {
  return (memberOf(body, "error") ?? null) !== null;
}

/** Whether a message of this type waits for the answer of its target. */
export function isRequest(type: string): boolean {
  return type === MessageType.selectAndGet || type === MessageType.selectAndListen;
}

/** Whether a message of this type answers a request. */
export function isReply(type: string): boolean {
  return type === MessageType.selectAndGetReply || type === MessageType.selectAndListenReply;
}

/** A member of a body that may be anything. */
export function memberOf(body: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const members = body as { readonly [key: string]: JsonValue };
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

/**
 * The node that a message to the server is about.
 *
 * @throws ProtocolError when it names none.
 */
export function nodeIdOf(body: JsonValue | undefined): string {
  const nodeId = memberOf(body, "node_id");
  if (typeof nodeId === "string" && nodeId !== "") return nodeId;
  throw new ProtocolError("body.node_id must be the ID of the node that is meant");
}

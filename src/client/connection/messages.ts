import type { Message } from "../../protocol";
import { textOf } from "../errors";
import { isObject } from "../expressions/is-object";
import type { Place } from "../remote/arguments";

/** The body of a message, before it travels. */
export type Body = { readonly [name: string]: unknown };

/**
 * Makes a message of this page; the ID is a new one unless given. `place` is `null` for the server, and `from` this
 * page's own node unless given.
 */
export type MessageMaker = (
  type: string,
  place: Place | null,
  body: Body,
  id?: string,
  from?: string,
) => Message;

/** Gives the {@link MessageMaker} of a page. */
export function createMessageMaker(nodeId: string, pageId: string): MessageMaker {
  let counter = 0;
  return (type, place, body, id, from) => {
    if (id === undefined) {
      counter += 1;
      id = `${pageId}-${counter}`;
    }
    const message = {
      message_id: id,
      message_type: type,
      from: from ?? nodeId,
      to: place ? place.nodeId : null,
      from_page: pageId,
      // Without a value, it is not written.
      to_page: place ? place.pageId : undefined,
      body,
    };
    return message as unknown as Message;
  };
}

/** Whether what came in has a type, and plain values where IDs belong. */
export function isMessage(input: unknown): input is Message {
  if (!isObject(input) || typeof (input as Message).message_type !== "string") return false;
  const { message_id, from, to, from_page } = input as { readonly [member: string]: unknown };
  return ![message_id, from, to, from_page].some(isObject);
}

/** The body of a message that came in; without members when it is no object. */
export function bodyOf({ body }: Message): Body {
  return body && typeof body === "object" ? (body as Body) : {};
}

/** The error that a message tells of, if any. */
export function errorTextOf(message: Message): string | undefined {
  const { error } = bodyOf(message);
  return error === null || error === undefined ? undefined : textOf(error);
}

/** The page IDs that a `pages_reply` tells. */
export function pagesOf(reply: Message): string[] {
  const { result } = bodyOf(reply);
  return Array.isArray(result) ? result.map(idOf) : [];
}

/** A value from a message where an ID or a text belongs: `""` for all else, since conversion could throw. */
export function idOf(value: unknown): string {
  return /^(string|number)$/.test(typeof value) ? String(value) : "";
}

/** A new ID for a page: another one at each load. */
export function newPageId(): string {
  let id = "";
  while (id.length < 16) id += Math.floor(Math.random() * 36).toString(36);
  return id;
}

/** What stands before the first dot is no secret, unlike the rest: only that may be part of an address. */
export function sessionPrefixOf(id: string): string {
  const [prefix = ""] = /^[\w-]{1,32}(?=\.)/.exec(id) || [];
  return prefix;
}

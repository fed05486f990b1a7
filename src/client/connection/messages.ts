import type { Message } from "../../protocol";
import type { Place } from "../remote/arguments";

/** The body of a message, before it travels. */
export type Body = { readonly [name: string]: unknown };

/** Makes a message of this page; the ID is a new one unless given. `place` is `null` for the server. */
export type MessageMaker = (type: string, place: Place | null, body: Body, id?: string) => Message;

/** Gives the {@link MessageMaker} of a page. */
export function createMessageMaker(nodeId: string, pageId: string): MessageMaker {
  let counter = 0;
  return (type, place, body, id) => {
    if (id === undefined) {
      counter += 1;
      id = `${pageId}-${counter}`;
    }
    const message: { [name: string]: unknown } = {
      message_id: id,
      message_type: type,
      from: nodeId,
      to: place ? place.nodeId : null,
      from_page: pageId,
    };
    if (place && place.pageId !== undefined) message.to_page = place.pageId;
    message.body = body;
    return message as unknown as Message;
  };
}

/** A new ID for a page: another one at each load. */
export function newPageId(): string {
  let id = "";
  while (id.length < 16) id += Math.floor(Math.random() * 36).toString(36);
  return id;
}

import { quote } from "../core";
import { type Message, pageIdOf } from "../protocol";
import { InputRefusedError } from "./refusal-reply";
import type { RequestedRoom } from "./requested-room";

/** The identity of a page that has registered, or is about to. */
export interface Identity {
  readonly nodeId: string;
  /** The page's own ID, from pages that know of them. */
  readonly pageId: string | undefined;
  /** The room that its connection named; `undefined` for the room without a name. */
  readonly room: string | undefined;
}

/**
 * The identity that a `register` claims.
 *
 * @throws {@link InputRefusedError} when the connection is registered already; ProtocolError when it named no valid room.
 */
export function claimedIdentity(
  message: Message,
  room: RequestedRoom,
  present: Identity | undefined,
): Identity {
  if (present) {
    const text = `this connection is registered already, as ${quote(present.nodeId)}`;
    throw new InputRefusedError("registered already", text);
  }
  if ("error" in room) throw room.error;
  return { nodeId: String(message.from), pageId: pageIdOf(message), room: room.name };
}

/**
 * The identity of the sender of a message, which must be the registered one.
 *
 * @throws {@link InputRefusedError} when nobody has registered, or the message names another node or page as its sender.
 */
export function provenIdentity(message: Message, present: Identity | undefined): Identity {
  if (!present)
    throw new InputRefusedError("not registered", "register first: this connection has no node ID yet");
  if (message.from !== present.nodeId) {
    const text = `from must be ${quote(present.nodeId)}, the node this connection registered as`;
    throw new InputRefusedError("forged sender", text);
  }
  if (message.from_page !== undefined && message.from_page !== present.pageId) {
    const text = "from_page must be the page_id that this connection registered with";
    throw new InputRefusedError("forged sender", text);
  }
  return present;
}

/** Whether two identities are those of one page in one room. */
export function isSame({ nodeId, pageId, room }: Identity, other: Identity | undefined): boolean {
  return nodeId === other?.nodeId && pageId === other.pageId && room === other.room;
}

import { quote } from "../core";
import { type Message, pageIdOf } from "../protocol";
import { Refusal } from "./refusal";

/** Who a connection is, once it has registered. */
export interface Identity {
  readonly nodeId: string;
  /** The page's own ID, from pages that know of them. */
  readonly pageId: string | undefined;
}

/**
 * Who a `register` says the connection is.
 *
 * @throws {@link Refusal} when the connection is somebody already.
 */
export function claimedIdentity(message: Message, present: Identity | undefined): Identity {
  if (present) {
    const text = `this connection is registered already, as ${quote(present.nodeId)}`;
    throw new Refusal("registered already", text);
  }
  return { nodeId: String(message.from), pageId: pageIdOf(message) };
}

/**
 * Who sent a message, which has to be who registered.
 *
 * @throws {@link Refusal} when nobody has registered, or the message names another node or page as its sender.
 */
export function provenIdentity(message: Message, present: Identity | undefined): Identity {
  if (!present) throw new Refusal("not registered", "register first: this connection has no node ID yet");
  if (message.from !== present.nodeId) {
    const text = `from must be ${quote(present.nodeId)}, the node this connection registered as`;
    throw new Refusal("forged sender", text);
  }
  if (message.from_page !== undefined && message.from_page !== present.pageId) {
    const text = "from_page must be the page_id that this connection registered with";
    throw new Refusal("forged sender", text);
  }
  return present;
}

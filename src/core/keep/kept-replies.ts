import {
  ErrorKind,
  errorOf,
  inReplyToOf,
  isOfKind,
  isReply,
  type Message,
  type MessageId,
} from "../../protocol";
import { RecentMap } from "../lazy-map";

/** The most statements whose replies are recognized, and the most that are known to be refused by a page. */
const MAX_RECENT = 10_000;

/** The replies of pages to kept statements. The server itself replies to the sender, so nobody waits for these. */
export class KeptReplies {
  /** Statements that pages have received, by node, sender and message ID. */
  readonly #received = new RecentMap<true>(MAX_RECENT);
  /** The same names, each with the page that has refused the statement. */
  readonly #refused = new RecentMap<true>(MAX_RECENT);

  /** Expects that pages of a node reply to a statement. */
  expect(nodeId: string, { from, message_id: id }: Message): void {
    this.#received.set(nameOf(nodeId, String(from), id), true);
  }

  /**
   * Takes a reply, when it belongs to a kept statement.
   *
   * @param pageOf - Gives the ID of the page that sent it.
   * @returns Whether it does.
   */
  take(message: Message, pageOf: () => string | undefined): boolean {
    if (this.#received.size === 0 || !isReply(message.message_type)) return false;
    const inReplyTo = inReplyToOf(message);
    if (inReplyTo === undefined) return false;
    const name = nameOf(String(message.from), String(message.to), inReplyTo);
    if (!this.#received.has(name)) return false;
    if (!isOfKind(errorOf(message) ?? "", ErrorKind.refused)) return true;
    const pageId = pageOf();
    if (pageId !== undefined) this.#refused.set(refusedName(pageId, name), true);
    return true;
  }

  /** Whether a page has refused a statement since it was loaded. */
  isRefused(nodeId: string, pageId: string | undefined, { from, message_id: id }: Message): boolean {
    return pageId !== undefined && this.#refused.has(refusedName(pageId, nameOf(nodeId, String(from), id)));
  }

  /** Expects no replies any more: no page is left. */
  forgetExpected(): void {
    this.#received.clear();
  }

  forgetRefused(): void {
    this.#refused.clear();
  }
}

function refusedName(pageId: string, name: string): string {
  return `${pageId}\n${name}`;
}

/** IDs of nodes have no control characters, so names are unique. */
function nameOf(nodeId: string, sender: string, id: MessageId): string {
  return `${nodeId}\n${sender}\n${typeof id}\n${id}`;
}

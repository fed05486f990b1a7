import type { MessageId } from "../../protocol";

/** More than any page listens to at once; past it the oldest are forgotten, which costs no more than a check. */
const MOST_PER_CONNECTION = 10_000;

/**
 * Which node each connection has asked to listen at, so that signals from any other node are known as forged.
 * Kept until the connection is gone or frees the listener.
 */
export class StandingRequests {
  readonly #nodeByAsker = new Map<string, Map<MessageId, string>>();

  /** @param asker - The connection that asked. */
  add(asker: string, messageId: MessageId, nodeId: string): void {
    const nodes = this.#nodeByAsker.get(asker);
    if (!nodes) {
      this.#nodeByAsker.set(asker, new Map([[messageId, nodeId]]));
      return;
    }
    nodes.set(messageId, nodeId);
    if (nodes.size <= MOST_PER_CONNECTION) return;
    for (const oldest of nodes.keys()) {
      nodes.delete(oldest);
      return;
    }
  }

  /** The node that was asked, by any of these connections, or `undefined` when none of them asked that. */
  nodeOf(askers: Iterable<{ readonly uniqueId: string }>, messageId: MessageId): string | undefined {
    if (this.#nodeByAsker.size === 0) return undefined;
    for (const { uniqueId } of askers) {
      const node = this.#nodeByAsker.get(uniqueId)?.get(messageId);
      if (node !== undefined) return node;
    }
    return undefined;
  }

  /** The connection listens no longer. */
  forget(asker: string, messageId: MessageId): void {
    this.#nodeByAsker.get(asker)?.delete(messageId);
  }

  /** The connection is gone. */
  connectionGone(asker: string): void {
    this.#nodeByAsker.delete(asker);
  }
}

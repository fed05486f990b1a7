import { type Readiness, refusal } from "../expressions";

/** Called when a node is ready, with the page that is, where it told. */
export type ReadyHandler = (pageId: string | undefined) => void;

/** Who is told that this page is ready, and what is done when others are. */
export interface ReadinessManager {
  /** Answers the two readiness forms. */
  answer(readiness: Readiness, sender: string, senderPage: string | undefined): unknown;
  onReady(nodeId: string, handler: ReadyHandler): void;
  /** This page is ready now. */
  beReady(): void;
}

/**
 * Makes the readiness of a page.
 *
 * @param nodeId - The page's own node, which needs no telling: with loopback it asks itself.
 * @param notify - The nodes to be told.
 */
export function createReadiness(nodeId: string, notify: readonly string[]): ReadinessManager {
  const handlers: { [nodeId: string]: ReadyHandler[] } = Object.create(null);
  let ready = false;
  return {
    answer({ call, argument }, sender, senderPage) {
      if (call === "_isNotifying") return ready && (argument === nodeId || notify.indexOf(argument) >= 0);
      if (argument !== sender) throw refusal("a node says only of itself that it is ready");
      (handlers[sender] || []).forEach((handler) => {
        handler(senderPage);
      });
      return null;
    },
    onReady(nodeId, handler) {
      handlers[nodeId] = (handlers[nodeId] || []).concat(handler);
    },
    beReady() {
      ready = true;
    },
  };
}

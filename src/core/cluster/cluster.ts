import type { Registration } from "../registry";
import type { PendingRequest } from "../requests/pending-request";
import type { Delivery } from "../sender";
import type { PublishOutcome } from "./ordered-publisher";

/** Called when a page of a watched node comes or goes on another process: each page with an ID, else the first or last. */
export type PresenceListener = (nodeId: string, pageId?: string) => void;

/** The pages that watched nodes have on the other processes. */
export interface ClusterPresence {
  /** Sets the listener for changes. */
  onChange(listener: PresenceListener): void;
  /** Whether another process has the node, as far as is known. Only for watched nodes. */
  hasNode(nodeId: string): boolean;
  /** Whether another process has this page of the node, as far as is known. Only for watched nodes. */
  hasPage(nodeId: string, pageId: string): boolean;
  /** @returns `undefined`: known at once; else settled, never with an error, once the other processes were asked. */
  watch(nodeId: string): Promise<void> | undefined;
  unwatch(nodeId: string): void;
}

/** A message on its way to the pages of a node on the other processes. */
export interface RelayedMessage {
  readonly nodeId: string;
  readonly correlationId: string;
  readonly delivery: Delivery;
  /** Whether a page of this process received the message. */
  readonly isDelivered: boolean;
  /** The request, when the message is one. */
  readonly pending: PendingRequest | undefined;
}

/** The other processes of this jQluster, as the core calls them. {@link NO_CLUSTER} is used when there are none. */
export interface Cluster {
  /** Whether there may be other processes. */
  readonly isJoined: boolean;
  readonly presence: ClusterPresence;
  /** @returns `undefined`: reachable at once; else settled, never with an error, once the others can reach the page. */
  pageJoined(registration: Registration, isFirst: boolean): Promise<void> | undefined;
  pageLeft(registration: Registration, wasLast: boolean): void;
  /** A correlation ID for the next message, unique among all processes; `undefined` when there are no others. */
  nextCorrelationId(): string | undefined;
  /**
   * Sends a message to the other processes.
   *
   * @param settle - Called once, later, with how many of them received it.
   */
  relay(message: RelayedMessage, settle: (outcome: PublishOutcome) => void): void;
  /** Tells the process that sent a request that nobody here will answer it. */
  nack(correlationId: string, delivered: boolean): void;
  /** Gives the IDs of a node's pages on the other processes: at once or within a second. */
  withPagesOf(nodeId: string, use: (pages: readonly string[]) => void): void;
  close(): void;
}

/** The cluster of a process that is alone: does nothing. */
export const NO_CLUSTER: Cluster = Object.freeze({
  isJoined: false,
  presence: Object.freeze({
    onChange() {},
    hasNode: () => false,
    hasPage: () => false,
    watch: () => undefined,
    unwatch() {},
  }),
  pageJoined: () => undefined,
  pageLeft() {},
  nextCorrelationId: () => undefined,
  relay() {},
  nack() {},
  withPagesOf: (_nodeId: string, use: (pages: readonly string[]) => void) => use([]),
  close() {},
});

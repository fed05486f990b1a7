import type { Delivery } from "../delivery";
import type { KeptEntry } from "../keep/kept-entry";
import type { Registration } from "../registry";
import type { PendingRequest } from "../requests/pending-request";
import type { PublishOutcome } from "./ordered-publisher";
import type { ReplacedSessions } from "./replaced-sessions";
import type { SessionMoves } from "./session-moves";

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

/** What a process keeps, as its cluster calls it. */
export interface KeepReplicas {
  /** How long it is kept after the last page of the room has left, in milliseconds. 0: for ever. */
  readonly timeout: number;
  /** All that is kept, in parts. */
  parts(): Iterable<readonly KeptEntry[]>;
  /** Takes what others keep. */
  receive(entries: readonly KeptEntry[]): void;
}

/** Keeps statements the same on each process. */
export interface KeepReplicator {
  /** Sets what this process keeps. */
  start(replicas: KeepReplicas): void;
  /**
   * Tells the others and the storage. What fails is tried again.
   *
   * @param timeout - How long a storage keeps it from now on, in milliseconds. 0: for ever.
   * @returns `undefined`: there is no storage; else fulfilled once it is stored, or with why it is not.
   */
  publish(entries: readonly KeptEntry[], timeout: number): Promise<string | undefined> | undefined;
  /** Loads what others keep. @returns `undefined`: there are no others; else settled, never with an error. */
  load(): Promise<void> | undefined;
  /** Tells a storage how long all is kept from now on. */
  touch(timeout: number): void;
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
  readonly keep: KeepReplicator;
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
  /** Takes over the session of a page that was on another process; absent where there are no others. */
  readonly moves?: SessionMoves;
  /** Ends sessions on other processes that their pages have replaced; absent where there are no others. */
  readonly replaced?: ReplacedSessions;
  /** A page with pending requests came from another process. */
  pageMoved(): void;
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
  keep: Object.freeze({ start() {}, publish: () => undefined, load: () => undefined, touch() {} }),
  pageJoined: () => undefined,
  pageLeft() {},
  nextCorrelationId: () => undefined,
  relay() {},
  nack() {},
  withPagesOf: (_nodeId: string, use: (pages: readonly string[]) => void) => use([]),
  pageMoved() {},
  close() {},
});

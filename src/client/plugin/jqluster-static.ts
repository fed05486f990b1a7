import type { ClientOptions } from "../client-options";
import type { ClientEvents } from "../events";
import type { RemotePromise } from "../promise";
import type { handler } from "../remote/listening";
import type { RemoteFunction } from "../remote/remote-function";

/** What this page is at the moment. */
export interface JqlusterState {
  /** `null` while this page is no node. */
  readonly nodeId: string | null;
  /** Tells the pages of one node apart; new each time the page loads. */
  readonly pageId: string | null;
  readonly connected: boolean;
  /** The room that this page is in; `null` in the room without a name, and while it is no node. */
  readonly room: string | null;
  /** What carries the connection: `"websocket"`, `"polling"`, `"in page"`, or `""` without one. */
  readonly transport: string;
}

/** What a node holds for others and for answers; all zero when nothing is left. */
export interface JqlusterCounts {
  /** Requests of this page that wait for their answer. */
  readonly requests: number;
  /** Handlers of this page on other pages. */
  readonly handlers: number;
  /** Handlers of other pages on this one. */
  readonly listeners: number;
}

/**
 * jQluster on a page: `$.jqluster`.
 *
 * @example
 * $.jqluster.init("Alice");
 * const $bob = $.jqluster("Bob");
 * $bob("ul.todo").children("li").first().css("color", "red");
 */
export interface JqlusterStatic {
  /**
   * The jQuery of another node.
   *
   * @throws DisconnectedError before `init`.
   */
  (nodeId: string): RemoteFunction;
  /**
   * Makes this page a node, and connects it. With the same arguments again it gives the same promise.
   *
   * @param nodeId - At most 255 bytes. Pages may share one; then each of them gets every message.
   * @param transport - Absent: Socket.IO, where the page came from; `http(s)://…`: Socket.IO there; `ws(s)://…`:
   *   plain WebSocket; `"loopback"`: every node is this page; `"local"`: nodes within this page.
   * @returns Fulfilled when registered for the first time; rejected with a RefusedError, TimeoutError or
   *   DisconnectedError when that does not come about.
   * @throws TypeError for a wrong node ID, address or option, and Error while this page is another node.
   * @example
   * await $.jqluster.init("Alice", "https://jqluster.example", { notify: ["Bob"] });
   */
  init(nodeId: string, transport?: string | null, options?: ClientOptions): RemotePromise<void>;
  /** Ends the connection. What waits is rejected, and `init` may be called anew. */
  release(): void;
  /**
   * Tells about the connection and about failures that nobody else takes care of. May be called before `init`.
   *
   * @example
   * $.jqluster.on("disconnect", (reason) => $("#status").text(reason));
   */
  on<Name extends keyof ClientEvents>(name: Name, handle: ClientEvents[Name]): JqlusterStatic;
  /** A handler with what the other page shall do at once. */
  readonly handler: typeof handler;
  state(): JqlusterState;
  /** @throws DisconnectedError before `init`. */
  counts(): JqlusterCounts;
}

// Interfaces of the same name are merged: with the type definitions of jQuery where a project has them; without,
// `declare const $: JQueryStatic` is all that is missing.
declare global {
  interface JQueryStatic {
    /** Remote jQuery; put here by jqluster.js. */
    readonly jqluster: JqlusterStatic;
  }
  interface JQuery<TElement = HTMLElement> {
    /** The nodes an XPath leads to, such as `//html[1]/body[1]/div[@id='a']`. */
    xpath(path: string): JQuery<TElement>;
  }
}

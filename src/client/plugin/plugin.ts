import { nodesAt } from "../../protocol/pointer";
import { type ClientOptions, checkClientOptions, DEFAULT_TIMEOUT } from "../client-options";
import { failure } from "../errors";
import type { ClientEvents } from "../events";
import { createNode, type Node } from "../node";
import type { JQueryFunction } from "../page/jquery";
import { createResponder } from "../page/responder";
import type { RemotePromise } from "../promise";
import { handler } from "../remote/listening";
import { createRemotes, type RemoteFunction } from "../remote/remote-function";
import { toJson } from "../to-json";
import { chooseTransport } from "../transports/choose-transport";
import type { WebSocketLike } from "../transports/websocket";
import type { JqlusterState, JqlusterStatic } from "./jqluster-static";

type Handler = ClientEvents[keyof ClientEvents];

/**
 * Puts `jqluster` on a jQuery, for programs whose jQuery is a module. Where it is there already, it stays.
 *
 * @param jQuery - jQuery 1.12, 3 or 4, full or slim.
 * @param page - The window that jQuery works on. Default: this page's.
 * @returns What is then `$.jqluster`.
 * @throws TypeError when it is no jQuery.
 * @example
 * import $ from "jquery";
 * import { installPlugin } from "jqluster/jquery";
 *
 * installPlugin($);
 * $.jqluster.init("Alice");
 */
export function installPlugin(jQuery: object, page: Window = window): JqlusterStatic {
  const own = jQuery as JQueryFunction & {
    jqluster?: JqlusterStatic;
    readonly fn?: { xpath?: (path: string) => unknown };
  };
  const members = own.fn;
  if (!members) throw new TypeError("installPlugin() takes jQuery");
  if (own.jqluster) return own.jqluster;
  let node: Node | undefined;
  let remotes: (nodeId: string) => RemoteFunction;
  let given = "";
  let room: string | undefined;
  const early: [name: keyof ClientEvents, handler: Handler][] = [];

  function current(): Node {
    if (!node)
      throw failure("DisconnectedError", "this page is no node yet: call $.jqluster.init(nodeId) first");
    return node;
  }

  function jqluster(nodeId: string): RemoteFunction {
    current();
    return remotes(nodeId);
  }

  jqluster.init = (
    nodeId: string,
    transport?: string | null,
    options: ClientOptions = {},
  ): RemotePromise<void> => {
    checkClientOptions(nodeId, options);
    const same = toJson([nodeId, transport, options]);
    if (node) {
      if (same === given) return node.ready;
      throw new Error(`this page is ${toJson(node.nodeId)} already: call $.jqluster.release() first`);
    }
    const connect = chooseTransport(
      transport,
      options,
      (url) => new WebSocket(url) as unknown as WebSocketLike,
    );
    const made = createNode({
      nodeId,
      transport: connect,
      notify: options.notify || [],
      timeout: options.timeout === undefined ? DEFAULT_TIMEOUT : options.timeout,
      respond: (parts) =>
        createResponder(
          {
            jQuery: own,
            window: page,
            allow: options.allow,
            allowEval: options.allowEval,
            sanitize: options.sanitize,
            methods: options.methods,
          },
          parts,
        ),
      whenReady: (ready) => {
        // jQuery calls back later even when the document is there, too late for who asks in the same moment.
        if (page.document.readyState === "loading") own(ready);
        else ready();
      },
      onReleased: () => {
        if (node === made) node = undefined;
      },
    });
    node = made;
    remotes = createRemotes(made);
    given = same;
    room = options.room;
    early.forEach((entry) => {
      made.events.on(entry[0], entry[1] as never);
    });
    return made.ready;
  };
  jqluster.release = () => {
    if (node) node.release();
  };
  jqluster.on = (name: keyof ClientEvents, handle: Handler): JqlusterStatic => {
    early.push([name, handle]);
    if (node) node.events.on(name, handle as never);
    return jqluster;
  };
  jqluster.handler = handler;
  jqluster.state = (): JqlusterState =>
    node
      ? {
          nodeId: node.nodeId,
          pageId: node.pageId,
          connected: node.connected(),
          room: room || null,
          transport: node.transportName(),
        }
      : { nodeId: null, pageId: null, connected: false, room: null, transport: "" };
  jqluster.counts = () => current().counts();

  own.jqluster = jqluster;
  if (!members.xpath) members.xpath = (path) => own(nodesAt(path, page.document));

  // Timers sleep with a laptop and in the background: these tell at once that the network may be back, or gone.
  const wake = (event: Event & { readonly persisted?: boolean }) => {
    // Each page is shown once after it has loaded, and had no time to sleep then.
    if (node && !page.document.hidden && event.persisted !== false) node.wake();
  };
  page.addEventListener("online", wake);
  page.addEventListener("pageshow", wake);
  page.document.addEventListener("visibilitychange", wake);
  page.document.addEventListener("resume", wake);
  page.addEventListener("offline", () => {
    if (node) node.disconnect("the network is gone");
  });
  // The page may be kept for the way back, but its connection is not.
  page.addEventListener("pagehide", () => {
    if (node) node.disconnect("the page was left", "leaving");
  });
  return jqluster;
}

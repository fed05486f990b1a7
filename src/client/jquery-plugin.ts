import { chooseTransport } from "./choose-transport";
import { failure } from "./errors";
import type { ClientEvents } from "./events";
import type { JQueryFunction } from "./expressions";
import { createNode, type Node } from "./node";
import { type ClientOptions, checkOptions } from "./node-options";
import type { RemotePromise } from "./promise";
import { handler } from "./remote/listening";
import { createRemotes, type RemoteFunction } from "./remote/remote-function";
import { nodesAt } from "./target/pointers";
import type { WebSocketLike } from "./transports/websocket";

const DEFAULT_TIMEOUT = 30_000;

type Handler = ClientEvents[keyof ClientEvents];

/** Puts `jqluster` on a page's jQuery. */
export function installPlugin(jQuery: JQueryFunction, window: Window): void {
  let node: Node | undefined;
  let remotes: (nodeId: string) => RemoteFunction;
  let given = "";
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

  function init(nodeId: string, transport?: string | null, options: ClientOptions = {}): RemotePromise<void> {
    const same = JSON.stringify([nodeId, transport, options]);
    if (node) {
      if (same === given) return node.ready;
      throw new Error(`this page is ${JSON.stringify(node.nodeId)} already: call $.jqluster.release() first`);
    }
    checkOptions(nodeId, options);
    const connect = chooseTransport(
      transport,
      options,
      (url) => new WebSocket(url) as unknown as WebSocketLike,
    );
    const own = createNode({
      nodeId,
      transport: connect,
      notify: options.notify || [],
      timeout: options.timeout === undefined ? DEFAULT_TIMEOUT : options.timeout,
      page: {
        jQuery,
        window,
        allow: options.allow,
        allowEval: options.allowEval,
        sanitize: options.sanitize,
      },
      whenReady: (ready) => {
        jQuery(ready);
      },
    });
    node = own;
    remotes = createRemotes(own);
    given = same;
    early.forEach((entry) => {
      own.events.on(entry[0], entry[1] as never);
    });
    own.ready.then(undefined, () => {
      if (node === own) node = undefined;
    });
    return own.ready;
  }

  jqluster.init = init;
  jqluster.release = () => {
    if (node) node.release();
    node = undefined;
  };
  jqluster.on = (name: keyof ClientEvents, handle: Handler) => {
    early.push([name, handle]);
    if (node) node.events.on(name, handle as never);
    return jqluster;
  };
  jqluster.handler = handler;
  jqluster.state = () =>
    node
      ? {
          nodeId: node.nodeId,
          pageId: node.pageId,
          connected: node.connected(),
          transport: node.transportName(),
        }
      : { nodeId: null, pageId: null, connected: false, transport: "" };
  jqluster.counts = () => current().counts();

  const own = jQuery as unknown as { jqluster: unknown; fn: { xpath?: unknown } };
  own.jqluster = jqluster;
  if (!own.fn.xpath) own.fn.xpath = (path: string) => jQuery(nodesAt(path, window.document));

  // Timers sleep with a laptop and in the background: these tell at once that the network may be back, or gone.
  const wake = () => {
    if (node) node.hurry();
  };
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", wake);
  window.document.addEventListener("visibilitychange", wake);
  window.addEventListener("offline", () => {
    if (node) node.drop("the network is gone");
  });
}

import { WebSocket } from "ws";
import { type ClientOptions, checkClientOptions, DEFAULT_TIMEOUT, type OptionCheck } from "./client-options";
import type { ClientEvents } from "./events";
import { createNode } from "./node";
import { watchEngine, watchWebSocket } from "./node-reasons";
import { createRefuser } from "./page/responder";
import { createRemotes, type RemoteFunction } from "./remote/remote-function";
import { chooseTransport } from "./transports/choose-transport";

export type { ElementPointer } from "../protocol/pointer";
export type { ClientOptions } from "./client-options";
export type { JqlusterError, JqlusterErrorName } from "./errors";
export type { ClientEvents } from "./events";
export type { Sanitize } from "./page/guards/sanitize";
export type { Allow, RemoteCall, RemoteRequest } from "./page/permission";
export type { JqlusterCounts, JqlusterState, JqlusterStatic } from "./plugin";
export type { RemotePromise } from "./promise";
export { DOCUMENT, WINDOW } from "./remote/arguments";
export { handler } from "./remote/listening";
export type { HandlerOptions } from "./remote/persistent-listeners";
export type { PageAnswer, RemoteFunction } from "./remote/remote-function";
export type * from "./remote/types";

/** Options of {@link connect}. */
export interface ConnectOptions extends ClientOptions {
  /**
   * The certificates to trust, as PEM, in place of those of the public authorities: for a server whose certificate its
   * owner made. One text may hold several.
   * @default the public authorities, and those of `NODE_EXTRA_CA_CERTS`
   * @example readFileSync("/home/ann/.jqluster/authority.pem")
   */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[];
}

const CA_CHECK: OptionCheck = [
  "a certificate as PEM, or a list of such",
  (value) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isPem = (one: unknown) =>
      (typeof one === "string" || one instanceof Uint8Array) &&
      /-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/.test(Buffer.from(one).toString("latin1"));
    return list.length > 0 && list.every(isPem);
  },
];

/** A program that is connected under a node ID, and acts on pages. */
export interface ConnectedNode {
  readonly nodeId: string;
  readonly pageId: string;
  /** The jQuery of another node. */
  remote(nodeId: string): RemoteFunction;
  /** @returns A function that takes the handler away. */
  on<Name extends keyof ClientEvents>(name: Name, handler: ClientEvents[Name]): () => void;
  connected(): boolean;
  /** What carries the connection now: `"websocket"`, `"polling"`, … */
  transportName(): string;
  /** Ends the connection; everything that waits is rejected. */
  release(): void;
}

/**
 * Connects a program as a node, to act on pages without having one.
 *
 * @param address - `http(s)://…` for Socket.IO, `ws(s)://…` for plain WebSocket, or `"local"`.
 * @returns The node, once registered.
 * @throws TypeError naming an option that cannot be taken.
 * @throws RefusedError, TimeoutError or DisconnectedError when it cannot be registered.
 * @example
 * const node = await connect("robot", "http://127.0.0.1:3000");
 * await node.remote("TV")("#title").text("Hello").promise();
 * node.release();
 */
export async function connect(
  nodeId: string,
  address: string,
  options: ConnectOptions = {},
): Promise<ConnectedNode> {
  checkClientOptions(nodeId, options, { ca: CA_CHECK });
  // Only a page has an address of its own that could be meant.
  if (!address) throw new TypeError('the address must be an http(s):// or ws(s):// address, or "local"');
  const { ca, ...rest } = options;
  const trust = ca === undefined ? {} : { ca: [ca].flat().map((one) => Buffer.from(one).toString()) };
  const node = createNode({
    nodeId,
    transport: chooseTransport(address, { ...rest, ...trust, watch: watchEngine }, (url) => {
      const socket = new WebSocket(url, trust);
      return Object.assign(socket, { reason: watchWebSocket(socket) });
    }),
    notify: options.notify ?? [],
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
    respond: createRefuser,
    whenReady: (ready) => ready(),
  });
  await node.ready;
  return {
    nodeId,
    pageId: node.pageId,
    remote: createRemotes(node),
    on: node.events.on,
    connected: node.connected,
    transportName: node.transportName,
    release: node.release,
  };
}

import { Socket } from "engine.io-client";
import { MESSAGE_EVENT, memberOf, REQUEST_NUMBER } from "../../protocol";
import { textOf } from "../errors";
import { PacketType, readPacket, writeEvent, writePacket } from "./socket-io-packets";
import { connectionQuery, type Transport } from "./transport";

/** Options of {@link socketIoTransport}. */
export interface SocketIoTransportOptions {
  /** What the server's rules get to see, for example `{ secret: "…" }`. */
  readonly auth?: { readonly [name: string]: unknown };
  /**
   * What may carry the connection, in the order to try.
   * @default ["polling", "websocket"]
   */
  readonly transports?: readonly string[];
  /**
   * The path of Socket.IO on the server.
   * @default "/socket.io"
   */
  readonly path?: string;
  /**
   * The room that the node is in: pages of other rooms do not see it. At most 128 bytes.
   * @default the room without a name
   */
  readonly room?: string;
  /**
   * Whether a page of another origin sends its cookies for the server with its polls, the first included; the server
   * must name that origin in `allowOrigin`. A WebSocket carries them in any case. In Node.js: whether cookies that the
   * server sets are sent back.
   * @default false
   */
  readonly withCredentials?: boolean;
}

/** What a program has beside the options of pages. */
export interface Trust {
  /** The certificates that are trusted. */
  readonly ca?: string[] | undefined;
  /** Watches a connection from its start, and returns what gives the reason of its end, `""` for none. */
  readonly watch?: (engine: Socket) => () => string;
}

/** An address: its protocol, host, port, path and query. */
const ADDRESS = /^(\w+:)?\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^:/?#]*):?(\d*)([^?#]*)(?:\?([^#]*))?/;

/**
 * The HTTP statuses that refuse what was posted for what it is, with the text of the error. A poll refuses nothing, Engine.IO
 * answers 400 for a session that it does not know, and 408 and 429 pass.
 */
const REFUSED = /^4(?!0[08]|29)\d\d (?!xhr poll)/;

const MESSAGE = "4";
const WEBSOCKET = "websocket";

/** What is used of Engine.IO's transport by long-polling. */
interface Polling {
  readonly name: string;
  readonly query: { [name: string]: string | number };
  uri: () => string;
  write: () => void;
  doClose: () => void;
  doPoll: () => void;
  /** The last poll; absent before the first, and of a WebSocket. */
  readonly pollXhr?: { _cleanup(doesAbort: boolean): void };
}

/** Numbers the requests: a browser may repeat one by itself, and the server could not tell it from another. */
function numberRequests(polling: Polling): void {
  const { uri } = polling;
  let count = 0;
  polling.uri = () => {
    count += 1;
    polling.query[REQUEST_NUMBER] = count;
    return uri.call(polling);
  };
}

/**
 * Connects by Socket.IO: long-polling at first, WebSocket where the network lets it through.
 *
 * The connection itself is Engine.IO's; what Socket.IO adds to it is little and stable. Its own client is as large
 * again, for what is of no use here: it reconnects by itself, and keeps what was sent meanwhile.
 *
 * @param url - The server's address, a namespace as its path; absent: where the page came from.
 */
export function socketIoTransport(
  url: string | undefined,
  options: SocketIoTransportOptions & Trust,
): Transport {
  const given = options.transports || ["polling", "websocket"];
  let next = given;
  return (handlers, sessionPrefix) => {
    const order = next;
    next = given;
    const [, protocol, host = "", port, path, query] = ADDRESS.exec(url || `//${location.host}`) || [];
    const namespace = path || "/";
    const engine = new Socket({
      secure: (protocol || location.protocol) === "https:",
      // Engine.IO adds the brackets of IPv6 itself.
      hostname: host.replace(/[[\]]/g, ""),
      port: port || "",
      query: connectionQuery(query, options.room, sessionPrefix) as unknown as { [name: string]: string },
      path: options.path || "/socket.io",
      ca: options.ca as unknown as string,
      transports: order as string[],
      withCredentials: !!options.withCredentials,
    });
    if (order[0] === "polling") numberRequests(engine.transport as unknown as Polling);
    const reasonOf = options.watch?.(engine);
    let isClosed = false;
    let isOpen = false;
    let isConnected = false;
    let failure = "";
    let isRefused = false;
    let isLeaving = false;
    /**
     * Chooses how the next attempt begins. What answers polls in place of the server, such as a service worker, has no
     * say over a WebSocket. Where a WebSocket carried this connection, the next begins with one, since requests over
     * HTTP connections of before might hang.
     */
    function chooseNext(): void {
      const isUpgraded = engine.transport.name === WEBSOCKET && given[0] !== WEBSOCKET;
      if (isOpen && (isConnected ? isUpgraded : order === given)) next = given.slice().reverse();
    }
    function end(reason: string): void {
      if (isClosed) return;
      isClosed = true;
      engine.close();
      chooseNext();
      handlers.closed(reason, isRefused);
    }
    engine.on("open", () => {
      isOpen = true;
      engine.send(writePacket(PacketType.connect, namespace, options.auth));
    });
    engine.on("message", (input: unknown) => {
      const packet = isClosed ? undefined : readPacket(input);
      if (!packet || packet.namespace !== namespace) return;
      const { type, data } = packet;
      if (type === PacketType.connect) {
        isConnected = true;
        handlers.opened();
      } else if (type === PacketType.event) {
        if (Array.isArray(data) && data[0] === MESSAGE_EVENT)
          handlers.received(data[1], String(input).length);
      } else if (type === PacketType.disconnect) end("io server disconnect");
      else if (type === PacketType.connectError) end(textOf((data as Partial<Error> | undefined)?.message));
    });
    engine.on("error", (error) => {
      failure = error instanceof Error ? error.message : error;
      isRefused = REFUSED.test(`${memberOf(error, "description")} ${failure}`);
    });
    engine.on("close", (reason) => {
      // After a proxy took the page elsewhere, its poll would keep it present where it was for up to 45 s.
      // In Node, ending a request that is under way throws in the library that Engine.IO uses there.
      // A page that leaves keeps it open: the server would miss the page before the goodbye arrives.
      if (typeof document === "object" && !isLeaving)
        (engine.transport as unknown as Polling).pollXhr?._cleanup(true);
      end(reasonOf?.() || failure || reason);
    });
    return {
      send: (text) => {
        engine.send(writeEvent(namespace, MESSAGE_EVENT, text));
      },
      close: (how) => {
        isClosed = true;
        chooseNext();
        const goodbye = writePacket(PacketType.disconnect, namespace, undefined);
        const polling = engine.transport as unknown as Polling;
        // Nothing that still waits would leave over a connection that hangs.
        if (!how) engine.writeBuffer = [];
        // Requests end with the page, which has no time for more than one.
        else if (
          how === "leaving" &&
          polling.name === "polling" &&
          navigator.sendBeacon?.(polling.uri(), MESSAGE + goodbye)
        ) {
          isLeaving = true;
          polling.write = () => {};
        } else {
          engine.send(goodbye);
          // The server ends the connection then, and would answer what comes after that with an error.
          if (polling.name === "polling") polling.doClose = polling.doPoll = () => {};
        }
        engine.close();
      },
      name: () => (engine.transport ? engine.transport.name : ""),
    };
  };
}

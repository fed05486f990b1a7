import type { Namespace, Socket } from "socket.io";
import type { CloseReason, ConnectionPort, Encodable, Handshake, NodeConnection } from "../../connection";
import { closingError, type Delivery } from "../../core";
import { MESSAGE_EVENT, type Message } from "../../protocol";
import { encodeOnce, textFrame } from "../websocket/frames";
import { ServerWebSocket } from "../websocket/websocket-server";
import {
  closeEngine,
  type EngineConnection,
  type EngineUnsentBytes,
  largestPacketOf,
  unsentBytesOf,
  webSocketOf,
} from "./engine-connection";
import { DecodedMessage, holdsBinary, packetOf, packetOverhead, packetSizeChecker } from "./packets";
import { handleRequestsOnce } from "./polling";

/** The kind of Engine.IO packet that carries messages. */
const MESSAGE_PACKET = "4";

/** What is known of the end of a connection without a WebSocket of ours. */
const UNKNOWN = { receivedTooLarge: false, pageWasLeft: false };

/** Why Socket.IO says that a page has left on purpose. */
const GOODBYE = "client namespace disconnect";

/** Options of {@link serveSocketIo}. */
export interface SocketIoOptions {
  /** The largest message in bytes; a larger one closes its connection. 0: no limit. */
  readonly maxMessageBytes: number;
  /** Whether the sockets are only there for jQluster, and end with it. */
  readonly isOurs: boolean;
  /** Told when a page sends an event of another name first: it may be looking for another Socket.IO server. */
  readonly onForeignEvent?: (event: string) => void;
  /** Told when a connection is closed whose page has sent no event: it, too, may be meant for another server. */
  readonly onSilent?: () => void;
  /** Why a page may not connect, in words; `undefined` when it may. */
  readonly refuses?: (socket: Socket) => string | undefined;
}

/** The pages of a Socket.IO namespace. */
export interface SocketIoTransport {
  /** The node connection on an Engine.IO connection, once it has one. */
  connectionOf(engine: EngineConnection): NodeConnection | undefined;
  /** Stops serving. The namespace lives on without any listener of ours, and so do its sockets where they are not ours. */
  close(): void;
}

/**
 * Connects the pages of a Socket.IO namespace: every message, either way, is the single argument of one event.
 * Sockets that are connected already are served as well.
 *
 * @param namespace - Where pages connect to.
 * @param open - Makes the node connection of a socket.
 */
export function serveSocketIo(
  namespace: Namespace,
  open: (port: ConnectionPort) => NodeConnection,
  { maxMessageBytes, isOurs, onForeignEvent, onSilent, refuses }: SocketIoOptions,
): SocketIoTransport {
  const undo = new Map<Socket, () => void>();
  const connections = new WeakMap<EngineConnection, NodeConnection>();
  let isServing = true;

  // Socket.IO has no way to take a middleware out again.
  namespace.use((socket, next) => {
    if (isServing) handleRequestsOnce(socket.conn);
    const refusal = isServing ? refuses?.(socket) : undefined;
    if (refusal === undefined) next();
    else next(new Error(refusal));
  });

  function onConnection(socket: Socket): void {
    // The children of a dynamic namespace keep their parent's listeners.
    if (!isServing) return;
    // Socket.IO lets one Engine.IO connection join many times, and each node connection takes memory.
    if (isOurs && connections.has(socket.conn)) socket.conn.close(true);
    else undo.set(socket, serve(socket));
  }

  function serve(socket: Socket): () => void {
    const { conn, nsp } = socket;
    handleRequestsOnce(conn);
    const port = isOurs ? new OwnSocketPort(socket, onSilent) : new SocketPort(socket);
    const connection = open(port);
    connections.set(conn, connection);
    const isTooLarge = packetSizeChecker(nsp.name, maxMessageBytes || Number.POSITIVE_INFINITY);
    // Before the packet is decoded: nothing is done for a message that is too large.
    const checkSize = (packet: unknown) => {
      if (isTooLarge(packet)) connection.close("message too large");
    };
    const onMessage = (input?: unknown) => {
      if (input instanceof DecodedMessage) connection.receive(input.input, input.text);
      else if (holdsBinary(input)) connection.refuseFrame("a message must be JSON, without binary data");
      else connection.receive(input);
    };
    const endPage = (reason?: string) => {
      conn.off("data", checkSize);
      socket.off(MESSAGE_EVENT, onMessage);
      socket.off("disconnect", endPage);
      undo.delete(socket);
      connections.delete(conn);
      const webSocket = webSocketOf(conn);
      const { receivedTooLarge, pageWasLeft } = webSocket instanceof ServerWebSocket ? webSocket : UNKNOWN;
      if (receivedTooLarge) connection.close("message too large");
      else connection.end(reason === GOODBYE || pageWasLeft);
      // A page that is being unloaded has no time to close the Engine.IO connection under its socket.
      if (isOurs && reason === GOODBYE) setImmediate(() => conn.close(true));
    };
    const checkEvent = (event: string) => {
      socket.offAny(checkEvent);
      port.isSilent = false;
      if (event !== MESSAGE_EVENT) onForeignEvent?.(event);
    };
    if (isOurs) socket.onAny(checkEvent);
    conn.on("data", checkSize);
    socket.on(MESSAGE_EVENT, onMessage);
    socket.on("disconnect", endPage);
    return endPage;
  }

  namespace.on("connection", onConnection);
  for (const socket of namespace.sockets.values()) onConnection(socket);
  return {
    connectionOf: (engine) => connections.get(engine),
    close() {
      isServing = false;
      namespace.off("connection", onConnection);
      for (const stop of [...undo.values()]) stop();
    },
  };
}

/** A message as an Engine.IO packet, and as a frame made once for all receivers that have WebSocket. */
class MessagePacket {
  readonly data: string;
  #frame: Buffer | undefined;

  constructor(text: string) {
    this.data = packetOf(text);
  }

  get frame(): Buffer {
    this.#frame ??= textFrame(MESSAGE_PACKET + this.data);
    return this.#frame;
  }
}

const packetOnce = encodeOnce((text) => new MessagePacket(text));

function sendPacket(
  conn: EngineConnection,
  hasWaiting: boolean,
  packet: MessagePacket,
  mayFollow: boolean,
): void {
  const socket = webSocketOf(conn);
  // With nothing waiting in Engine.IO before it, the frame may go straight to the network.
  if (socket instanceof ServerWebSocket && !hasWaiting) socket.sendFrame(packet.frame, mayFollow);
  else conn.send(packet.data);
}

/** A socket of any Socket.IO server: whatever encoder a site's own has, it takes the message itself. */
class SocketPort implements ConnectionPort {
  readonly id: string;
  readonly transport = "socket.io";
  /** Whether no event has come. */
  isSilent = true;
  protected readonly socket: Socket;
  protected readonly unsent: EngineUnsentBytes;

  constructor(socket: Socket) {
    this.id = `${socket.nsp.name}#${socket.id}`;
    this.socket = socket;
    this.unsent = unsentBytesOf(socket.conn);
  }

  get handshake(): Handshake {
    const { headers, query, auth, address } = this.socket.handshake;
    // By a socket that has a path there is none, whatever the types say.
    return { headers, query, auth, address: address ?? "" };
  }

  /** Of a server that is not ours: a larger packet ends the connection before anything can be said of it. */
  get largestMessage(): number {
    return largestPacketOf(this.socket.conn) - packetOverhead(this.socket.nsp.name);
  }

  send(message: Message, _delivery: Delivery): void {
    this.socket.emit(MESSAGE_EVENT, message);
  }

  unsentBytes(): number {
    return this.unsent.size;
  }

  close(reason: CloseReason): void {
    // What stops is jQluster: a site's own sockets live on, unless their pages have broken a rule.
    if (reason === "server stops") return;
    this.socket.emit(MESSAGE_EVENT, closingError(reason));
    closeEngine(this.socket.conn, reason);
  }
}

/** A socket of our own Socket.IO server. */
class OwnSocketPort extends SocketPort {
  readonly #onSilent: (() => void) | undefined;

  constructor(socket: Socket, onSilent: (() => void) | undefined) {
    super(socket);
    this.#onSilent = onSilent;
  }

  /** Our own server lets through all that the limit of jQluster allows. */
  override get largestMessage(): number {
    return Number.POSITIVE_INFINITY;
  }

  override send(_message: Message, delivery: Delivery): void {
    sendPacket(this.socket.conn, this.unsent.waiting > 0, packetOnce(delivery), true);
  }

  sendList(list: Encodable): void {
    sendPacket(this.socket.conn, this.unsent.waiting > 0, packetOnce(list), false);
  }

  override close(reason: CloseReason): void {
    if (this.isSilent && reason === "not registered in time") this.#onSilent?.();
    if (reason === "server stops") closeEngine(this.socket.conn, reason);
    else super.close(reason);
  }
}

import type { Namespace, Socket } from "socket.io";
import type { ConnectionPort, NodeConnection } from "../../connection";
import { closingError } from "../../core";
import { MESSAGE_EVENT } from "../../protocol";
import { textFrame } from "../websocket/frames";
import { oncePerDelivery } from "../websocket/once-per-delivery";
import { ExplainingWebSocket } from "../websocket/websocket-server";
import { holdsBinary } from "./binary";
import { closeEngine } from "./close-engine";
import { type EngineConnection, unsentBytesOf, webSocketOf } from "./engine-connection";
import { DecodedMessage } from "./message-decoder";
import { packetOf, packetSizeChecker } from "./packets";

/** The kind of Engine.IO packet that carries messages. */
const MESSAGE_PACKET = "4";

/** Options of {@link serveSocketIo}. */
export interface SocketIoOptions {
  /** The largest message in bytes; a larger one closes its connection. 0: no limit. */
  readonly maxMessageBytes: number;
  /** Whether the sockets are only there for jQluster, and end with it. */
  readonly isOurs: boolean;
  /** Why a page may not connect, in words; `undefined` when it may. */
  readonly rejects?: (socket: Socket) => string | undefined;
}

/** The pages of a Socket.IO namespace. */
export interface SocketIoTransport {
  /** The door of the page on an Engine.IO connection, once it has one. */
  doorOf(connection: EngineConnection): NodeConnection | undefined;
  /** Stops serving. The namespace lives on without any listener of ours, and so do its sockets where they are not ours. */
  close(): void;
}

/**
 * Connects the pages of a Socket.IO namespace: every message, either way, is the single argument of one event.
 * Sockets that are connected already are served as well.
 *
 * @param namespace - Where pages connect to.
 * @param open - Makes the door for a connection.
 */
export function serveSocketIo(
  namespace: Namespace,
  open: (port: ConnectionPort) => NodeConnection,
  { maxMessageBytes, isOurs, rejects }: SocketIoOptions,
): SocketIoTransport {
  const undo = new Map<Socket, () => void>();
  const doors = new WeakMap<EngineConnection, NodeConnection>();
  let isServing = true;

  // Socket.IO has no way to take a middleware out again.
  namespace.use((socket, next) => {
    const rejection = isServing ? rejects?.(socket) : undefined;
    if (rejection === undefined) next();
    else next(new Error(rejection));
  });

  function onConnection(socket: Socket): void {
    // The children of a dynamic namespace keep their parent's listeners.
    if (!isServing) return;
    // Socket.IO lets a connection join as often as it asks in one breath, and every door takes memory.
    if (isOurs && doors.has(socket.conn)) socket.conn.close(true);
    else undo.set(socket, serve(socket));
  }

  function serve(socket: Socket): () => void {
    const { conn, nsp } = socket;
    const door = open(portOf(socket, isOurs));
    doors.set(conn, door);
    const isTooLarge = packetSizeChecker(nsp.name, maxMessageBytes || Number.POSITIVE_INFINITY);
    // Before the packet is decoded: nothing is done for a message that is too large.
    const checkSize = (packet: unknown) => {
      if (isTooLarge(packet)) door.close("message too large");
    };
    const onMessage = (input?: unknown) => {
      if (input instanceof DecodedMessage) door.receive(input.input, input.text);
      else if (holdsBinary(input)) door.reject("a message must be JSON, without binary data");
      else door.receive(input);
    };
    const stop = () => {
      conn.off("data", checkSize);
      socket.off(MESSAGE_EVENT, onMessage);
      socket.off("disconnect", stop);
      undo.delete(socket);
      doors.delete(conn);
      door.end();
    };
    conn.on("data", checkSize);
    socket.on(MESSAGE_EVENT, onMessage);
    socket.on("disconnect", stop);
    return stop;
  }

  namespace.on("connection", onConnection);
  for (const socket of namespace.sockets.values()) onConnection(socket);
  return {
    doorOf: (connection) => doors.get(connection),
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

const packetOnce = oncePerDelivery((text) => new MessagePacket(text));

function sendPacket(conn: EngineConnection, hasWaiting: boolean, packet: MessagePacket): void {
  const socket = webSocketOf(conn);
  // With nothing waiting in Engine.IO before it, the frame may go straight to the network.
  if (socket instanceof ExplainingWebSocket && !hasWaiting) socket.sendFrame(packet.frame);
  else conn.send(packet.data);
}

function portOf(socket: Socket, isOurs: boolean): ConnectionPort {
  const { headers, query, auth, address } = socket.handshake;
  const { conn } = socket;
  const unsent = unsentBytesOf(conn);
  // Whatever encoder a site's own Socket.IO has, it takes the message itself.
  const send: ConnectionPort["send"] = isOurs
    ? (_message, delivery) => sendPacket(conn, unsent.waiting > 0, packetOnce(delivery))
    : (message) => void socket.emit(MESSAGE_EVENT, message);
  return {
    id: `${socket.nsp.name}#${socket.id}`,
    transport: "socket.io",
    handshake: { headers, query, auth, address },
    send,
    unsentBytes: () => unsent.size,
    close: (reason) => {
      if (reason !== "server stops") socket.emit(MESSAGE_EVENT, closingError(reason));
      // What stops is jQluster: a site's own sockets live on, unless their pages have broken a rule.
      if (isOurs || reason !== "server stops") closeEngine(conn, reason);
    },
  };
}

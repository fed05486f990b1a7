import type { Namespace, Socket } from "socket.io";
import type { ConnectionPort, NodeConnection } from "../connection";
import { MESSAGE_EVENT } from "../protocol";
import { holdsBinary } from "./binary";

/**
 * Connects the pages of a Socket.IO namespace: every message, either way, is the single argument of one event.
 * Sockets that are connected already are served as well.
 *
 * @param namespace - Where pages connect to.
 * @param open - Makes the door for a connection.
 * @returns Stops serving. The namespace and its sockets live on, without any listener of ours.
 */
export function serveSocketIo(
  namespace: Namespace,
  open: (port: ConnectionPort) => NodeConnection,
): () => void {
  const undo = new Map<Socket, () => void>();
  let serving = true;

  function onConnection(socket: Socket): void {
    // The children of a dynamic namespace keep their parent's listeners.
    if (serving) undo.set(socket, serve(socket));
  }

  function serve(socket: Socket): () => void {
    const connection = open(portOf(socket));
    const onMessage = (input?: unknown) => {
      if (holdsBinary(input)) connection.reject("a message must be JSON, without binary data");
      else connection.receive(input);
    };
    const stop = () => {
      socket.off(MESSAGE_EVENT, onMessage);
      socket.off("disconnect", stop);
      undo.delete(socket);
      connection.end();
    };
    socket.on(MESSAGE_EVENT, onMessage);
    socket.on("disconnect", stop);
    return stop;
  }

  namespace.on("connection", onConnection);
  for (const socket of namespace.sockets.values()) onConnection(socket);
  return () => {
    serving = false;
    namespace.off("connection", onConnection);
    for (const stop of [...undo.values()]) stop();
  };
}

function portOf(socket: Socket): ConnectionPort {
  const { headers, query, auth, address } = socket.handshake;
  return {
    id: `${socket.nsp.name}#${socket.id}`,
    transport: "socket.io",
    handshake: { headers, query, auth, address },
    send: (message) => {
      socket.emit(MESSAGE_EVENT, message);
    },
    // Closing the engine at once, since a stalled peer never takes part in a polite goodbye.
    close: () => socket.conn.close(true),
  };
}

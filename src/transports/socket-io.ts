import type { Namespace, Socket } from "socket.io";
import type { ConnectionPort, NodeConnection } from "../connection";
import { MESSAGE_EVENT } from "../protocol";
import { holdsBinary } from "./binary";

/**
 * Connects the pages of a Socket.IO namespace: every message, either way, is the single argument of one event.
 *
 * @param namespace - Where pages connect to.
 * @param open - Makes the door for a connection.
 * @returns A function that stops serving new connections and ends the present ones; the namespace itself lives on.
 */
export function serveSocketIo(
  namespace: Namespace,
  open: (port: ConnectionPort) => NodeConnection,
): () => void {
  const sockets = new Set<Socket>();

  function onConnection(socket: Socket): void {
    sockets.add(socket);
    const connection = open(portOf(socket));
    socket.on(MESSAGE_EVENT, (input?: unknown) => {
      if (holdsBinary(input)) connection.reject("a message must be JSON, without binary data");
      else connection.receive(input);
    });
    socket.on("disconnect", () => {
      sockets.delete(socket);
      connection.end();
    });
  }

  namespace.on("connection", onConnection);
  return () => {
    namespace.off("connection", onConnection);
    for (const socket of sockets) socket.conn.close(true);
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

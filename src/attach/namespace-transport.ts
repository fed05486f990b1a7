import type { Namespace } from "socket.io";
import { Admission, type HostNames } from "../admission";
import type { ConnectionPort, NodeConnection } from "../connection";
import type { Observer } from "../core";
import type { JqlusterOptions } from "../options/options";
import { serveSocketIo } from "../transports/socket-io/socket-io";
import type { ServedTransports } from "./host";

/** What a namespace takes of the options. */
export type NamespaceOptions = Pick<JqlusterOptions, "allowOrigin" | "maxConnections" | "maxMessageBytes"> & {
  /** The host names that it answers to. */
  readonly names: "*" | HostNames;
};

/** Serves the pages of a namespace on somebody's Socket.IO server. The handshake is theirs; joining the namespace is not. */
export function serveNamespace(
  namespace: Namespace,
  open: (port: ConnectionPort) => NodeConnection,
  observer: Observer,
  options: NamespaceOptions,
): ServedTransports {
  const admission = new Admission(options, () => namespace.sockets.size);
  const transport = serveSocketIo(namespace, open, {
    maxMessageBytes: options.maxMessageBytes,
    isOurs: false,
    refuses: ({ handshake }) => {
      const refusal = admission.refusesNew(handshake.headers);
      if (refusal) observer.refused(refusal.kind);
      return refusal?.text;
    },
  });
  return {
    admitNobody: () => admission.stop(),
    close: async () => transport.close(),
  };
}

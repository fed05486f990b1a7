export type { CloseReason, ConnectionPort, Handshake } from "./connection-port";
export { NodeConnection, type NodeConnectionOptions } from "./node-connection";
export { type AllowOrigin, originAllowed } from "./origin";

export type { CloseReason, ConnectionPort, Handshake } from "./connection-port";
export { OpenConnections } from "./connections";
export { sayFarewell } from "./farewell";
export type { Identity } from "./identity";
export { NodeConnection, type NodeConnectionOptions } from "./node-connection";
export type { Authorize, Permissions, Verdict } from "./permission";
export { RateLimit } from "./rate-limit";
export { withSecret } from "./shared-secret";

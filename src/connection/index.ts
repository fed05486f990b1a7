export { Admission, type AdmissionOptions, type Rejection } from "./admission";
export type { CloseReason, ConnectionPort, Handshake } from "./connection-port";
export { sayFarewell } from "./farewell";
export {
  type AllowHost,
  type HostNames,
  hostAllowed,
  listedNames,
  namesAnsweredTo,
  wrongHostText,
} from "./host-name";
export type { Identity } from "./identity";
export { NodeConnection, type NodeConnectionOptions } from "./node-connection";
export { OpenConnections } from "./open-connections";
export { type AllowOrigin, isOriginPattern, originAllowed } from "./origin";
export type { Authorize, Permissions, Verdict } from "./permission";
export { RateLimit } from "./rate-limit";
export { withSecret } from "./shared-secret";

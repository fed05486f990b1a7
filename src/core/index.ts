export { type Backplane, BackplaneError } from "./backplane";
export type { MovableSession, MovableSessions } from "./cluster/session-moves";
export { Delivery, type Sender } from "./delivery";
export { JqlusterServer } from "./jqluster-server";
export type { KeepStorage, KeptEntry } from "./keep/kept-entry";
export { RecentMap } from "./lazy-map";
export { type LogContext, type Logger, type LogLevel, printable, quote, silentLogger } from "./log";
export { ackMessage, closingError, errorReply, registerReply, stopNotice } from "./messages-from-server";
export {
  type DistributionOutcome,
  type Observer,
  type RefusalReason,
  silentObserver,
} from "./observer";
export type { RegisterArguments, Takeover } from "./register-arguments";
export type { Registration } from "./registry";
export type { JqlusterServerOptions, MessageSource, Origin } from "./server-options";
export { ThrottledLog } from "./throttled-log";

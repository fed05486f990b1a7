export { type Backplane, BackplaneError } from "./backplane";
export type { MovableSession, MovableSessions } from "./cluster/session-moves";
export { JqlusterServer } from "./jqluster-server";
export type { KeepStorage, KeptEntry } from "./keep/kept-entry";
export { type LogContext, type Logger, type LogLevel, printable, quote, silentLogger } from "./log";
export { ackMessage, closingError, errorReply, registerReply, stopNotice } from "./make-server-message";
export {
  type DistributionOutcome,
  type Observer,
  type RefusalReason,
  silentObserver,
} from "./observer";
export type { RegisterArguments, Takeover } from "./register-arguments";
export type { Registration } from "./registry";
export { Delivery, type Sender } from "./sender";
export type { JqlusterServerOptions, MessageSource, Origin } from "./server-options";
export { ThrottledLog } from "./throttled-log";

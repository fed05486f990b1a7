export {
  JqlusterServer,
  type JqlusterServerOptions,
  type Origin,
  type RegisterArguments,
} from "./jqluster-server";
export { type LogContext, type Logger, type LogLevel, quote, silentLogger } from "./log";
export type { Registration } from "./registry";
export { Delivery, type Sender } from "./sender";
export { errorReply, registerReply } from "./server-message";

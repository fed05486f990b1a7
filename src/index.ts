export { type AttachedJqluster, type AttachOptions, attachJqluster } from "./attach";
export { createRedisBackplane, type RedisBackplaneOptions } from "./backplanes/redis";
export type { AllowOrigin } from "./connection";
export {
  type Backplane,
  BackplaneError,
  Delivery,
  JqlusterServer,
  type JqlusterServerOptions,
  type LogContext,
  type Logger,
  type LogLevel,
  type Origin,
  type RegisterArguments,
  type Sender,
} from "./core";
export type { Middleware } from "./http/router";
export { type JqlusterOptions, type LogFormat, OPTIONS, type ServiceOptions } from "./options";
export type { JsonObject, JsonValue, Message, MessageId } from "./protocol";
export { createService, type ListeningAddress, type Service } from "./service";

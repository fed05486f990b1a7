export type { AllowHost, AllowOrigin } from "./admission";
export { type AttachedJqluster, type AttachOptions, attachJqluster } from "./attach/attach";
export type { Middleware } from "./attach/serve-files";
export { createRedisBackplane, type RedisBackplaneOptions } from "./backplanes/redis";
export type {
  Authorize,
  Handshake,
  Identity,
  Permissions,
  Verdict,
} from "./connection";
export {
  type Backplane,
  BackplaneError,
  Delivery,
  type DistributionOutcome,
  JqlusterServer,
  type JqlusterServerOptions,
  type KeepStorage,
  type KeptEntry,
  type LogContext,
  type Logger,
  type LogLevel,
  type MessageSource,
  type Observer,
  type Origin,
  type RefusalReason,
  type RegisterArguments,
  type Sender,
  silentObserver,
} from "./core";
export { type JqlusterOptions, type LogFormat, OPTIONS, type ServiceOptions } from "./options/options";
export type { JsonObject, JsonValue, Message, MessageId } from "./protocol";
export type { ListeningAddress } from "./service/listening-address";
export { createService, type Service } from "./service/service";

export type {
  RemoteContent,
  RemoteCoordinates,
  RemoteData,
  RemoteSelector,
  RemoteTarget,
  RemoteValues,
} from "./arguments";
export type { RemoteCompletion, RemoteDuration, RemoteEffect, RemoteEffectOptions } from "./effects";
export type { RemoteEvent, RemoteEventHandler, RemoteTouch } from "./event";
export type {
  RemoteDispatchInit,
  RemoteEventInit,
  RemoteHandlers,
  RemoteListen,
  RemoteShorthand,
} from "./events";
export type { RemoteJQuery } from "./remote-jquery";

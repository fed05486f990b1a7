import type { JsonValue } from "../../../protocol";
import type { ElementPointer } from "../../../protocol/pointer";
import type { RemoteValues } from "./arguments";
import type { RemoteJQuery } from "./remote-jquery";

/** How long an effect takes: milliseconds, or a name. */
export type RemoteDuration = number | "slow" | "fast" | (string & {});

/** Called for each element (`this`) when its effect has ended. */
export type RemoteCompletion = (this: ElementPointer) => unknown;

/** The options of an effect, as jQuery takes them; `complete` is the one function among them that can travel. */
export interface RemoteEffectOptions {
  readonly duration?: RemoteDuration;
  readonly easing?: string;
  /** Whether it waits for the effects before it, or the queue it waits in. */
  readonly queue?: boolean | string;
  readonly specialEasing?: RemoteValues<string>;
  readonly complete?: RemoteCompletion;
}

/** An effect that shows or hides. */
export interface RemoteEffect {
  (duration?: RemoteDuration): RemoteJQuery;
  (complete: RemoteCompletion): RemoteJQuery;
  (duration: RemoteDuration, complete: RemoteCompletion): RemoteJQuery;
  (duration: RemoteDuration, easing: string, complete?: RemoteCompletion): RemoteJQuery;
  (options: RemoteEffectOptions): RemoteJQuery;
}

/**
 * Effects chain; a completion callback runs here.
 *
 * @example
 * $bob("#note").fadeIn(400, function () { $bob(this).addClass("seen"); });
 * await $bob("#box").animate({ left: 200 }, 1000).promise();
 */
export interface RemoteEffects {
  animate(
    properties: RemoteValues<JsonValue>,
    duration?: RemoteDuration,
    complete?: RemoteCompletion,
  ): RemoteJQuery;
  animate(
    properties: RemoteValues<JsonValue>,
    duration: RemoteDuration,
    easing: string,
    complete?: RemoteCompletion,
  ): RemoteJQuery;
  animate(properties: RemoteValues<JsonValue>, complete: RemoteCompletion): RemoteJQuery;
  animate(properties: RemoteValues<JsonValue>, options: RemoteEffectOptions): RemoteJQuery;
  clearQueue(queue?: string): RemoteJQuery;
  delay(duration: RemoteDuration, queue?: string): RemoteJQuery;
  dequeue(queue?: string): RemoteJQuery;
  readonly fadeIn: RemoteEffect;
  readonly fadeOut: RemoteEffect;
  fadeTo(duration: RemoteDuration, opacity: number, complete?: RemoteCompletion): RemoteJQuery;
  fadeTo(
    duration: RemoteDuration,
    opacity: number,
    easing: string,
    complete?: RemoteCompletion,
  ): RemoteJQuery;
  readonly fadeToggle: RemoteEffect;
  finish(queue?: string): RemoteJQuery;
  readonly hide: RemoteEffect;
  readonly show: RemoteEffect;
  readonly slideDown: RemoteEffect;
  readonly slideToggle: RemoteEffect;
  readonly slideUp: RemoteEffect;
  stop(clearQueue?: boolean, jumpToEnd?: boolean): RemoteJQuery;
  stop(queue: string, clearQueue?: boolean, jumpToEnd?: boolean): RemoteJQuery;
  readonly toggle: RemoteEffect & ((show: boolean) => RemoteJQuery);
}

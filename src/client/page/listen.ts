import { type JsonValue, type Message, MessageType } from "../../protocol";
import { idOf } from "../connection/messages";
import { groupOf, refusal, type Step } from "../expressions";
import { toJson } from "../to-json";
import { type ActiveListeners, activeListeners, type HandledEvent } from "./active-listeners";
import { applyStep } from "./evaluate";
import type { TargetListeners } from "./listeners";
import type { Signal } from "./signals";
import type { RequestEvaluation } from "./target-page";
import { throttle } from "./throttle";

/** How many fields of events a listener may name. */
const MAX_FIELDS = 50;

/** What the target does with an event at once; as it travels in `listen_options`. */
interface ListenOptions {
  readonly prevent_default?: unknown;
  readonly stop_propagation?: unknown;
  readonly throttle?: unknown;
  readonly fields?: unknown;
}

/** The body of a `select_and_listen`. */
export interface ListenBody {
  readonly eval_code?: unknown;
  readonly method?: unknown;
  readonly options?: unknown;
  readonly listen_options?: unknown;
  readonly in_reply_to?: unknown;
}

/** Takes what jQuery calls a handler with. */
type Tell = (self: unknown, args: readonly unknown[]) => void;

type Send = (type: string, request: Message, body: { readonly [name: string]: unknown }) => void;

interface Selected {
  readonly length: number;
  readonly [index: number]: unknown;
  off(events: unknown, selector: unknown, callback: unknown): void;
  promise?(): { then(done: () => void): void };
}

/** Attaches the callback that a `select_and_listen` asks for, answers, and signals from then on. */
export function listenFor(
  request: Message,
  body: ListenBody,
  evaluation: RequestEvaluation,
  listeners: TargetListeners,
  signals: (request: Message) => Signal,
  send: Send,
): void {
  const answer = () => send(MessageType.selectAndListenReply, request, { error: null, result: "OK" });
  if (listeners.has(request)) {
    answer();
    return;
  }
  const options = (body.listen_options || {}) as ListenOptions;
  const step: Step = {
    method: idOf(body.method),
    args: (Array.isArray(body.options) ? body.options : []) as readonly JsonValue[],
  };
  // The reader refuses it in expressions; within messages it is a key like any other.
  if (/"__proto__":/.test(toJson(step.args))) throw refusal("a key may not be __proto__");
  const selection = evaluation.run(idOf(body.eval_code), step) as Selected;
  const events = eventsOf(step);
  const weight = events === undefined ? 0 : listeners.weigh(request, selection.length);
  const sendSignal = signals(request);
  const fields = (Array.isArray(options.fields) ? options.fields : []).slice(0, MAX_FIELDS).map(idOf);
  // Originals know nothing of ends, and would take the message for one more event.
  const tellsEnd = request.from_page !== undefined;
  let left = step.method === "one" ? selection.length : Number.POSITIVE_INFINITY;
  let answered = false;
  let early: (() => void)[] = [];
  let active: ActiveListeners | undefined;

  function tellEvent(self: unknown, args: readonly unknown[]): void {
    const last = left <= 0;
    const make = () => ({
      error: null,
      callback_this: evaluation.encodedForHandler(self),
      callback_args: evaluation.encodedForHandler(args, fields),
      last: (last && tellsEnd) || undefined,
    });
    const event = args[0] as Partial<Event> | undefined;
    if (answered) sendSignal(event?.type, make, last);
    else {
      // The answer goes first, also where the method calls back at once, as each() does.
      evaluation.context.budget?.spend(0);
      const body = make();
      early.push(() => sendSignal(undefined, () => body, last));
    }
    if (last) listeners.remove(request);
  }

  // The page's own code must feel nothing. Until the answer, a limit that is reached ends the request.
  const guarded =
    (act: Tell): Tell =>
    (self, args) => {
      try {
        act(self, args);
      } catch (error) {
        if (!answered) throw error;
        evaluation.report(error);
      }
    };
  const interval = Number(idOf(options.throttle));
  const tell = interval > 0 ? throttle(interval, guarded(tellEvent)) : tellEvent;
  const handle = guarded((self, args) => {
    actAtOnce(options, args[0], active);
    left -= 1;
    tell(self, args);
  });
  const callback = function (this: unknown, ...args: unknown[]): void {
    handle(this, args);
  };

  const applied = applyStep(selection, step, evaluation.context, callback) as Selected;
  if (events !== undefined) {
    if (options.prevent_default) active = activeListeners(selection, idOf(events));
    listeners.add(request, weight, () => {
      selection.off(events, selectorOf(step), callback);
      if (active) active.remove();
    });
  }
  answer();
  answered = true;
  early.forEach((tellNow) => {
    tellNow();
  });
  early = [];
  if (events !== undefined || !tellsEnd) return;
  const end = () => sendSignal(undefined, () => ({ error: null, last: true }), true);
  // Animations that are stopped never call back, but they do end.
  if (groupOf(step.method).kind === "effect" && applied.promise) applied.promise().then(end);
  else end();
}

function actAtOnce(options: ListenOptions, event: unknown, active: ActiveListeners | undefined): void {
  if (!event) return;
  const handled = event as HandledEvent & Pick<Event, "stopPropagation">;
  if (options.prevent_default && handled.preventDefault) {
    if (active) active.prevent(handled);
    else handled.preventDefault();
  }
  if (options.stop_propagation && handled.stopPropagation) handled.stopPropagation();
}

/** The events a listening step attaches to; `undefined` when there is nothing to take away later. */
function eventsOf({ method, args }: Step): unknown {
  if (method === "hover") return "mouseenter mouseleave";
  if (method === "delegate") return args[1];
  const { kind } = groupOf(method);
  if (kind === "shorthand" || /^ajax/.test(method)) return method;
  if (kind !== "event") return undefined;
  if (!args[0] || typeof args[0] !== "string") throw refusal(`${method}() needs the name of an event`);
  return args[0];
}

function selectorOf({ method, args }: Step): string | undefined {
  const selector = method === "delegate" ? args[0] : /^one?$/.test(method) ? args[1] : undefined;
  return typeof selector === "string" ? selector : undefined;
}

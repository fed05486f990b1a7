import { ErrorKind, errorText, isRequest, type Message, MessageType, replyTypeOf } from "../../protocol";
import { createWalked } from "../../protocol/pointer";
import { bodyOf, idOf } from "../connection/messages";
import { asError } from "../errors";
import { isThenable } from "../promise";
import { createHeldElements } from "./held-elements";
import { type ListenBody, listenFor } from "./listen";
import type { TargetListeners } from "./listeners";
import { createSignals } from "./signals";
import { type EvaluationOptions, evaluationOf, type RequestEvaluation, type TargetPage } from "./target-page";

/** What {@link createResponder} needs besides the page. */
export interface ResponderOptions extends Omit<EvaluationOptions, "held" | "walked"> {
  /** Sends an answer or signal to the page that asked. */
  readonly send: (type: string, request: Message, body: { readonly [name: string]: unknown }) => void;
  readonly listeners: TargetListeners;
}

/** Does what another page asks of this one, and answers it. It never throws. */
export type Respond = (request: Message) => void;

/** Lets other pages act on this one. */
export function createResponder(page: TargetPage, options: ResponderOptions): Respond {
  const { send, listeners } = options;
  const signals = createSignals(send);
  const evaluationOptions = { ...options, held: createHeldElements(), walked: createWalked(page.window) };

  function get(request: Message, evalCode: string, evaluation: RequestEvaluation): void {
    const result = evaluation.run(evalCode);
    const reply = (value: unknown) => {
      // A selection is no value: the answer says only that it went well.
      const plain = value instanceof page.jQuery ? null : value;
      send(MessageType.selectAndGetReply, request, { error: null, result: evaluation.encoded(plain) });
    };
    if (isThenable(result)) {
      result.then(
        (value) => {
          try {
            reply(value);
          } catch (error) {
            fail(request, error);
          }
        },
        (error) => fail(request, error),
      );
    } else if (result instanceof page.jQuery && request.from_page === undefined) {
      // Original pages, which do not name themselves, are answered when animations have ended.
      endOf(result as unknown as Animated, () => reply(null));
    } else reply(result);
  }

  function fail(request: Message, error: unknown): void {
    const type = replyTypeOf(request.message_type);
    if (!type) return;
    const { name, message } = asError(error);
    send(type, request, {
      error: name === "RefusalError" ? errorText(ErrorKind.refused, message) : message || name,
      result: null,
    });
  }

  return (request) => {
    const body: ListenBody = bodyOf(request);
    const type = request.message_type;
    try {
      if (type === MessageType.unlisten) {
        listeners.remove(request, idOf(body.in_reply_to));
        return;
      }
      if (!isRequest(type)) return;
      const evaluation = evaluationOf(request, page, evaluationOptions);
      if (type === MessageType.selectAndGet) get(request, idOf(body.eval_code), evaluation);
      else listenFor(request, body, evaluation, listeners, signals, send);
    } catch (error) {
      fail(request, error);
    }
  };
}

/** The same for a program, which has no page that others could act on. */
export function createRefuser({ send }: ResponderOptions): Respond {
  return (request) => {
    if (!isRequest(request.message_type)) return;
    const error = errorText(ErrorKind.refused, "this node is a program without a page");
    send(`${replyTypeOf(request.message_type)}`, request, { error, result: null });
  };
}

/** What is used of a selection that may be animated. */
interface Animated {
  /** Absent from builds that animate nothing. */
  promise?(): { done(ended: () => void): void };
}

/** Calls back when no animation is left; at once where there is none. */
function endOf(selection: Animated, ended: () => void): void {
  if (selection.promise) selection.promise().done(ended);
  else ended();
}

import { ErrorKind, errorText, type Message, MessageType, replyTypeOf } from "../../protocol";
import { type ListenBody, listenFor } from "./listen";
import type { TargetListeners } from "./listeners";
import { type EvaluationOptions, evaluationOf, type RequestEvaluation, type TargetPage } from "./target-page";

/** What {@link createResponder} needs besides the page. */
export interface ResponderOptions extends EvaluationOptions {
  /** Sends an answer or signal to the page that asked. */
  readonly send: (type: string, request: Message, body: { readonly [name: string]: unknown }) => void;
  readonly listeners: TargetListeners;
}

/** Gives the function that does what other pages ask of this one, and answers them. It never throws. */
export function createResponder(page: TargetPage, options: ResponderOptions): (request: Message) => void {
  const { send, listeners } = options;

  function get(request: Message, evalCode: string, evaluation: RequestEvaluation): void {
    const result = evaluation.run(evalCode);
    const reply = (value: unknown) => {
      send(MessageType.selectAndGetReply, request, { error: null, result: evaluation.encoded(value) });
    };
    if (isThenable(result)) {
      result.then(
        () => reply(null),
        (error) => fail(request, error),
      );
      // A selection is not a value: who asks for one gets only that it went well.
    } else reply(result instanceof page.jQuery ? null : result);
  }

  function fail(request: Message, error: unknown): void {
    const type = replyTypeOf(request.message_type);
    if (!type) return;
    const { name, message } = error as Partial<Error>;
    const text = message || String(error);
    send(type, request, {
      error: name === "RefusalError" ? errorText(ErrorKind.refused, text) : text,
      result: null,
    });
  }

  return (request) => {
    const body = (request.body || {}) as ListenBody & { readonly in_reply_to?: unknown };
    const type = request.message_type;
    try {
      if (type === MessageType.unlisten) {
        listeners.removeById(String(request.from), request.from_page, String(body.in_reply_to));
        return;
      }
      if (type !== MessageType.selectAndGet && type !== MessageType.selectAndListen) return;
      const evaluation = evaluationOf(request, page, options);
      if (type === MessageType.selectAndGet) get(request, String(body.eval_code), evaluation);
      else listenFor(request, body, evaluation, listeners, send);
    } catch (error) {
      fail(request, error);
    }
  };
}

/** The same for a program, which has no page that others could act on. */
export function createRefuser(send: ResponderOptions["send"]): (request: Message) => void {
  return (request) => {
    const asked = request.message_type;
    if (asked !== MessageType.selectAndGet && asked !== MessageType.selectAndListen) return;
    const error = errorText(ErrorKind.refused, "this node is a program without a page");
    send(`${asked}_reply`, request, { error, result: null });
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return !!value && typeof value === "object" && typeof (value as { then?: unknown }).then === "function";
}

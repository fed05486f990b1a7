import { ErrorKind, errorText, type JsonValue, type Message, MessageType, replyTypeOf } from "../../protocol";
import {
  applyStep,
  type Chain,
  evaluateChain,
  type JQueryFunction,
  readChain,
  refusal,
  type Step,
} from "../expressions";
import type { Sanitize } from "../guards/sanitize";
import { encode } from "./encode";
import type { TargetListeners } from "./listeners";
import { type Allow, callsOf } from "./permission";
import { nodesAt } from "./pointers";
import type { ReadinessManager } from "./readiness";
import { throttle } from "./throttle";

/** The page that others act on. */
export interface TargetPage {
  readonly jQuery: JQueryFunction;
  readonly window: Window;
  readonly allow?: Allow | undefined;
  /** Lets expressions that are no chain run as script. Only for pages whose senders are all trusted. */
  readonly allowEval?: boolean | undefined;
  readonly sanitize?: Sanitize | undefined;
}

/** What {@link createResponder} needs besides the page. */
export interface ResponderOptions {
  readonly pageId: string;
  readonly send: (type: string, request: Message, body: { readonly [name: string]: unknown }) => void;
  readonly listeners: TargetListeners;
  readonly readiness: ReadinessManager;
}

interface ListenOptions {
  readonly prevent_default?: boolean;
  readonly stop_propagation?: boolean;
  readonly throttle?: number;
}

interface RequestBody {
  readonly eval_code?: unknown;
  readonly method?: unknown;
  readonly options?: unknown;
  readonly listen_options?: ListenOptions;
  readonly in_reply_to?: unknown;
}

/** Gives the function that does what other pages ask of this one, and answers them. It never throws. */
export function createResponder(
  page: TargetPage,
  { pageId, send, listeners, readiness }: ResponderOptions,
): (request: Message) => void {
  function contextFor(request: Message) {
    const { jQuery, window, sanitize } = page;
    return {
      jQuery,
      window,
      ...(sanitize ? { sanitize } : {}),
      xpath: (path: string) => jQuery(nodesAt(path, window.document)),
      readiness: (form: Parameters<ReadinessManager["answer"]>[0]) =>
        readiness.answer(form, String(request.from), request.from_page),
    };
  }

  function encoded(value: unknown, request: Message): unknown {
    return encode(value, { jQuery: page.jQuery, window: page.window, nodeId: String(request.to), pageId });
  }

  function permit(request: Message, chain: Chain, evalCode: string, type: "get" | "listen"): void {
    if (!page.allow || chain.readiness) return;
    const calls = callsOf(chain);
    const last = calls[calls.length - 1];
    const allowed = page.allow({
      node: String(request.from),
      page: request.from_page,
      type,
      method: last ? last.method : "$",
      args: last ? last.args : [],
      calls,
      evalCode,
    });
    if (!allowed) throw refusal("this page does not allow that");
  }

  function get(request: Message, { eval_code }: RequestBody): void {
    const evalCode = String(eval_code);
    const reply = (result: unknown) => {
      send(MessageType.selectAndGetReply, request, { error: null, result: encoded(result, request) });
    };
    let chain: Chain;
    try {
      chain = readChain(evalCode);
    } catch (error) {
      if (!page.allowEval) throw error;
      const run = (page.window as Window & { eval?: unknown }).eval as (code: string) => unknown;
      reply(run(evalCode));
      return;
    }
    permit(request, chain, evalCode, "get");
    const result = evaluateChain(chain, contextFor(request));
    if (result && typeof (result as PromiseLike<unknown>).then === "function") {
      (result as PromiseLike<unknown>).then(
        () => reply(null),
        (error) => fail(request, error),
      );
      // A selection is not a value: who asks for one gets only that it went well.
    } else reply(result instanceof page.jQuery ? null : result);
  }

  function listen(request: Message, body: RequestBody): void {
    const evalCode = String(body.eval_code);
    const chain = readChain(evalCode);
    const step: Step = {
      method: String(body.method),
      args: (Array.isArray(body.options) ? body.options : []) as readonly JsonValue[],
    };
    permit(request, { root: chain.root, steps: chain.steps.concat(step) }, evalCode, "listen");
    if (listeners.has(request)) {
      send(MessageType.selectAndListenReply, request, { error: null, result: "OK" });
      return;
    }
    const context = contextFor(request);
    const selection = evaluateChain(chain, context);
    let answered = false;
    const early: (() => void)[] = [];
    const signal = throttled(body.listen_options, (self: unknown, args: unknown) => {
      const tell = () =>
        send(MessageType.signal, request, { error: null, callback_this: self, callback_args: args });
      // The answer goes first, also where the method calls back at once, as each() does.
      if (answered) tell();
      else early.push(tell);
    });
    const callback = function (this: unknown, ...args: unknown[]): void {
      actAtOnce(body.listen_options, args[0]);
      signal(encoded(this, request), encoded(args, request));
    };
    applyStep(selection, step, context, callback);
    const events = eventsOf(step);
    if (events !== undefined) {
      listeners.add(request, () => {
        (selection as { off(...args: unknown[]): void }).off(events, selectorOf(step), callback);
      });
    }
    send(MessageType.selectAndListenReply, request, { error: null, result: "OK" });
    answered = true;
    for (let i = 0; i < early.length; i++) (early[i] as () => void)();
  }

  function fail(request: Message, error: unknown): void {
    const { name, message } = error as Partial<Error>;
    const text = message || String(error);
    const type = replyTypeOf(request.message_type);
    if (type)
      send(type, request, {
        error: name === "RefusalError" ? errorText(ErrorKind.refused, text) : text,
        result: null,
      });
  }

  return (request) => {
    const body = (request.body || {}) as RequestBody;
    try {
      if (request.message_type === MessageType.selectAndGet) get(request, body);
      else if (request.message_type === MessageType.selectAndListen) listen(request, body);
      else if (request.message_type === MessageType.unlisten) {
        listeners.remove(String(request.from), request.from_page, String(body.in_reply_to));
      }
    } catch (error) {
      fail(request, error);
    }
  };
}

function actAtOnce(options: ListenOptions | undefined, event: unknown): void {
  if (!options || !event) return;
  const { preventDefault, stopPropagation } = event as Partial<Event>;
  if (options.prevent_default && preventDefault) preventDefault.call(event as Event);
  if (options.stop_propagation && stopPropagation) stopPropagation.call(event as Event);
}

function throttled(
  options: ListenOptions | undefined,
  signal: (self: unknown, args: unknown) => void,
): (self: unknown, args: unknown) => void {
  return options?.throttle ? throttle(options.throttle, signal) : signal;
}

const SHORTHANDS =
  /^(blur|change|click|contextmenu|dblclick|error|focus|focusin|focusout|keydown|keypress|keyup|mouse\w+|resize|scroll|select|submit|unload)$/;

/** The events a listening step attaches to; `undefined` when there is nothing to take away later. */
function eventsOf({ method, args }: Step): unknown {
  if (/^(on|one|bind)$/.test(method)) return args[0];
  if (method === "delegate") return args[1];
  if (method === "hover") return "mouseenter mouseleave";
  return SHORTHANDS.test(method) ? method : undefined;
}

function selectorOf({ method, args }: Step): string | undefined {
  const selector = method === "delegate" ? args[0] : /^one?$/.test(method) ? args[1] : undefined;
  return typeof selector === "string" ? selector : undefined;
}

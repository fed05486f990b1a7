import type { Message } from "../../protocol";
import { nodesAt, type Walked, xpathOf } from "../../protocol/pointer";
import { type Chain, readChain, refusal, type Step } from "../expressions";
import { encode } from "./encode";
import { type EvaluateContext, evaluateChain } from "./evaluate";
import { createBudget } from "./guards/budget";
import { checkPath } from "./guards/paths";
import type { Sanitize } from "./guards/sanitize";
import type { HeldElements } from "./held-elements";
import type { JQueryFunction } from "./jquery";
import { type Allow, callsOf } from "./permission";
import type { ReadinessManager } from "./readiness";

/** The page that others act on. */
export interface TargetPage {
  readonly jQuery: JQueryFunction;
  readonly window: Window;
  readonly allow?: Allow | undefined;
  /** Lets expressions that are no chain run as script. Only for pages whose senders are all trusted. */
  readonly allowEval?: boolean | undefined;
  readonly sanitize?: Sanitize | undefined;
  /** The methods of this page's jQuery, beside those of jQuery, that others may call. */
  readonly methods?: readonly string[] | undefined;
}

/** Does on a page what one request asks for. */
export interface RequestEvaluation {
  readonly context: EvaluateContext;
  /**
   * Runs the request's expression.
   *
   * @param listening - The step that follows it with a callback, when the request listens.
   * @throws RefusalError when the page does not allow it; ExpressionError when it is no chain.
   */
  run(evalCode: string, listening?: Step): unknown;
  /** The value that a request asks for, as it can travel. Its encoding counts as part of the request. */
  encoded(value: unknown): unknown;
  /** What a handler gets, as it can travel. @param fields - Those of events that the listener has named. */
  encodedForHandler(value: unknown, fields?: readonly string[]): unknown;
  /** Told what must not reach the page's own code. */
  readonly report: (error: unknown) => void;
}

/** What {@link evaluationOf} needs besides the page. */
export interface EvaluationOptions {
  readonly pageId: string;
  readonly readiness: ReadinessManager;
  /** Told what the page's own `allow` throws: that is for whoever wrote it, not for whoever asks. */
  readonly report: (error: unknown) => void;
  readonly held: HeldElements;
  /** What the paths of all requests share. */
  readonly walked: Walked | undefined;
}

/** Prepares what a request asks for. */
export function evaluationOf(
  request: Message,
  page: TargetPage,
  { pageId, readiness, report, held, walked }: EvaluationOptions,
): RequestEvaluation {
  const { jQuery, window } = page;
  const node = String(request.from);
  const budget = createBudget();
  const context: EvaluateContext = {
    ...page,
    budget,
    xpath: (path, _within, element) => {
      const [page, number] = `${element}`.split("#");
      if (page === pageId) {
        const node = held.at(Number(number));
        if (node && xpathOf(node, window.document)) return jQuery(node);
        throw new Error("the element is not on this page any more, or its event was too long ago");
      }
      checkPath(path, window.document);
      return jQuery(nodesAt(path, window.document, walked));
    },
    readiness: (form) => readiness.answer(form, node, request.from_page),
  };

  const check = () => budget.spend(0);
  const encoding = { ...page, nodeId: String(request.to), pageId, check };

  function permit(calls: ReturnType<typeof callsOf>, evalCode: string, type: "get" | "listen"): void {
    const last = calls[calls.length - 1];
    if (!page.allow || !last) return;
    const { method, args } = last;
    let allowed: unknown;
    try {
      allowed = page.allow({ node, page: request.from_page, type, method, args, calls, evalCode });
    } catch (error) {
      report(error);
    }
    // A promise, as an async function gives it, is no permission.
    if (allowed !== true) throw refusal("this page does not allow that");
  }

  return {
    context,
    run(evalCode, listening) {
      const type = listening ? "listen" : "get";
      let chain: Chain;
      try {
        chain = readChain(evalCode);
      } catch (error) {
        if (!page.allowEval) throw error;
        permit([{ method: "eval", args: [evalCode] }], evalCode, type);
        const run = (window as Window & { eval?: unknown }).eval as (code: string) => unknown;
        return run(evalCode);
      }
      if (!chain.readiness) {
        const steps = listening ? chain.steps.concat(listening) : chain.steps;
        permit(callsOf({ root: chain.root, steps }), evalCode, type);
      }
      return evaluateChain(chain, context);
    },
    encoded(value) {
      const result = encode(value, encoding);
      // A check that fails leaves its element out, and ends the request here.
      check();
      return result;
    },
    encodedForHandler: (value, fields = []) =>
      // Pages of the original know no pointers but those by place.
      encode(value, {
        ...encoding,
        check() {},
        fields,
        held: request.from_page === undefined ? undefined : held,
      }),
    report,
  };
}

import { isForSize } from "../../protocol";
import { classify, type MethodClass, methodNames, refusal, refusalReason } from "../expressions";
import { all, type RemotePromise } from "../promise";
import type { RemoteCalls, Selection } from "./calls";
import { iterate } from "./iterating";
import { listen, unlisten } from "./listening";
import { changesPage, type Link, linkTo } from "./statements";

/** How many elements are asked for at once, where all of them are too many for one answer. */
const PART = 400;

interface SelectionConstructor {
  new (link: Link, calls: RemoteCalls): Selection;
  prototype: { [method: string]: unknown };
}

// A constructor function, since the methods are put on the prototype by name.
const SelectionType = function (this: { link: Link; calls: RemoteCalls }, link: Link, calls: RemoteCalls) {
  this.link = link;
  this.calls = calls;
} as unknown as SelectionConstructor;

/** Makes a selection. */
export function createSelection(link: Link, calls: RemoteCalls): Selection {
  return new SelectionType(link, calls);
}

/** The link of a remote selection, or `undefined` for other values. */
export function linkOf(value: unknown): Link | undefined {
  return value instanceof (SelectionType as unknown as () => void) ? (value as Selection).link : undefined;
}

methodNames().forEach((method) => {
  SelectionType.prototype[method] = function (this: Selection, ...args: unknown[]) {
    return call(this, method, args);
  };
});

// In jQuery a property, so it must work without a call.
Object.defineProperty(SelectionType.prototype, "length", {
  get(this: Selection) {
    return call(this, "size", []);
  },
});

function call(selection: Selection, method: string, args: readonly unknown[]): unknown {
  const kind = classify(method, args);
  if (!kind) throw refusal(refusalReason(method));
  if (selection.link.place.keep !== undefined) return callKept(selection, method, kind, args);
  if (/^(off|unbind|undelegate)$/.test(method)) return unlisten(selection, method, args);
  if (kind === "iteration") return iterate(selection, method, args[0], elementsOf(selection));
  if (kind === "event" || (kind === "effect" && completionIn(args)))
    return listen(selection, method, args, createSelection);
  return proceed(selection, method, kind, args);
}

/** The elements of a selection: at once, or in parts where they are too many for one answer. */
function elementsOf(selection: Selection): RemotePromise<unknown[]> {
  const elements = call(selection, "toArray", []) as RemotePromise<unknown[]>;
  return elements.then(undefined, (error) => {
    if (!isForSize((error as Error).message)) throw error;
    return (call(selection, "size", []) as RemotePromise<number>).then((count) => {
      const parts: RemotePromise<unknown[]>[] = [];
      for (let i = 0; i < count; i += PART) {
        const part = call(selection, "slice", [i, i + PART]) as Selection;
        parts.push(call(part, "toArray", []) as RemotePromise<unknown[]>);
      }
      return all(parts, selection.calls.report).then((lists) => ([] as unknown[]).concat(...lists));
    });
  });
}

/** A call of a statement that is kept: it changes or selects, and `promise()` at its end tells that it is kept. */
function callKept(
  selection: Selection,
  method: string,
  kind: MethodClass,
  args: readonly unknown[],
): unknown {
  if (method === "promise" && args.length === 0) return selection.calls.value(selection.link);
  if (kind === "selection" || kind === "setter" || (kind === "effect" && !completionIn(args))) {
    return proceed(selection, method, kind, args);
  }
  const why =
    kind === "getter" || kind === "iteration"
      ? "it reads"
      : "it needs a handler, which stands for later pages anyway";
  throw refusal(`${method}() cannot be kept: ${why}`);
}

function proceed(selection: Selection, method: string, kind: MethodClass, args: readonly unknown[]): unknown {
  const { link, calls } = selection;
  const step = {
    method,
    args: args.map((argument, i) => calls.argument(argument, link.place, link, `argument ${i + 1}`)),
  };
  const next = linkTo(link.place, link, step, kind);
  if (kind === "getter") return calls.value(next);
  if (changesPage(next)) calls.change(next);
  return createSelection(next, calls);
}

function completionIn(args: readonly unknown[]): boolean {
  const last = args[args.length - 1] as { readonly complete?: unknown } | undefined;
  return typeof last === "function" || typeof last?.complete === "function";
}

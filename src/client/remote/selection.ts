import { classify, methodNames, refusal, refusalReason } from "../expressions";
import type { RemotePromise } from "../promise";
import type { RemoteCalls, Selection } from "./calls";
import { iterate } from "./iterating";
import { listen, unlisten } from "./listening";
import { changesPage, type Link, linkTo } from "./statements";

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
  if (/^(off|unbind|undelegate)$/.test(method)) return unlisten(selection, method, args);
  if (kind === "iteration")
    return iterate(selection, method, args[0], call(selection, "toArray", []) as RemotePromise<unknown[]>);
  if (kind === "event" || (kind === "effect" && completionIn(args)))
    return listen(selection, method, args, createSelection);
  const { link, calls } = selection;
  const step = { method, args: args.map((argument) => calls.argument(argument, link.place, link)) };
  const next = linkTo(link.place, link, step, kind);
  if (kind === "getter") return calls.value(next);
  if (changesPage(next)) calls.change(next);
  return createSelection(next, calls);
}

function completionIn(args: readonly unknown[]): boolean {
  const last = args[args.length - 1] as { readonly complete?: unknown } | undefined;
  return typeof last === "function" || typeof last?.complete === "function";
}

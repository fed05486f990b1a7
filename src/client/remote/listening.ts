import { hasOwn } from "../../protocol";
import { requireValue } from "../client-options";
import { classify } from "../expressions";
import type { RemoteCalls, Selection } from "./calls";
import type { HandlerOptions } from "./persistent-listeners";
import type { Link } from "./statements";
import type { RemoteEventHandler } from "./types";

interface ConfiguredHandler {
  (...args: unknown[]): unknown;
  handlerOptions?: HandlerOptions;
}

const OPTIONS = ["preventDefault", "stopPropagation", "throttle", "fields"];

/**
 * A handler with what the target shall do at once.
 *
 * @throws TypeError when the options are not known.
 * @example
 * $bob("form").on("submit", $.jqluster.handler({ preventDefault: true }, function (event) {}));
 */
export function handler<Data = undefined, Extra extends unknown[] = unknown[]>(
  options: HandlerOptions,
  handle: RemoteEventHandler<Data, Extra>,
): RemoteEventHandler<Data, Extra> {
  for (const name in options) {
    if (hasOwn(options, name) && OPTIONS.indexOf(name) < 0) {
      throw new TypeError(`handler options are ${OPTIONS.join(", ")}, not ${name}`);
    }
  }
  requireValue("fields", options.fields || [], ["a list of names", Array.isArray]);
  const configured: ConfiguredHandler = function (this: unknown, ...args: unknown[]) {
    return (handle as unknown as (...all: unknown[]) => unknown).apply(this, args);
  };
  configured.handlerOptions = options;
  return configured as RemoteEventHandler<Data, Extra>;
}

type Create = (link: Link, calls: RemoteCalls) => Selection;

/** Attaches handlers, or a completion callback. */
export function listen(
  selection: Selection,
  method: string,
  args: readonly unknown[],
  create: Create,
): Selection {
  const { link, calls } = selection;
  const first = args[0];
  if (/^(on|one|bind)$/.test(method) && first && typeof first === "object") {
    const map = first as { readonly [events: string]: unknown };
    for (const events in map) {
      if (hasOwn(map, events)) listen(selection, method, [events, ...args.slice(1), map[events]], create);
    }
    return selection;
  }
  if (method === "hover") {
    attach(selection, "on", "mouseenter", args[0]);
    attach(selection, "on", "mouseleave", args[args.length > 1 ? 1 : 0]);
    return selection;
  }
  const last = args[args.length - 1];
  if (/^(on|one|bind|delegate)$/.test(method)) {
    const delegates = method === "delegate";
    const events = String(delegates ? args[1] : first);
    const between = args.slice(delegates ? 2 : 1, -1);
    const selector = delegates
      ? first
      : method !== "bind" && isSelector(between[0])
        ? between.shift()
        : undefined;
    eventNames(events).forEach((event) => {
      attach(
        selection,
        method === "one" ? "one" : "on",
        event,
        last,
        between[0],
        selector as string | undefined,
      );
    });
    return selection;
  }
  if (classify(method, args) === "event") {
    attach(selection, "on", method, last, args.length === 2 ? first : undefined);
    return selection;
  }
  return effect(link, calls, method, args, create);
}

/** Takes away handlers that this page has attached to the same selection. */
export function unlisten(selection: Selection, method: string, args: readonly unknown[]): Selection {
  const delegates = method === "undelegate";
  const events = delegates ? args[1] : args[0];
  if (events && typeof events === "object") {
    const map = events as { readonly [name: string]: unknown };
    for (const name in map) if (hasOwn(map, name)) unlisten(selection, "off", [name, args[1], map[name]]);
    return selection;
  }
  const selector = delegates ? args[0] : typeof args[1] === "string" ? args[1] : undefined;
  const last = args[args.length - 1];
  const handle = typeof last === "function" || last === false ? last : undefined;
  selection.calls.unlisten(selection.link, (listener) => {
    if (events !== undefined && !offMatches(String(events), listener.event || "")) return false;
    if (selector !== undefined && selector !== "**" && selector !== listener.selector) return false;
    return handle === undefined || handle === listener.handler;
  });
  return selection;
}

function isSelector(value: unknown): boolean {
  return typeof value === "string" || value === null || value === undefined;
}

function attach(
  { link, calls }: Selection,
  method: "on" | "one",
  event: string,
  handle: unknown,
  data?: unknown,
  selector?: string,
): void {
  if (typeof handle !== "function" && handle !== false) throw new TypeError(`on("${event}") needs a handler`);
  const options = [event, selector || null, data].slice(0, data === undefined ? (selector ? 2 : 1) : 3);
  calls.listen(link, {
    method,
    event,
    selector: selector || undefined,
    options: options.map((option) => calls.argument(option, link.place)) as never,
    handler: handle,
    handlerOptions:
      handle === false
        ? { preventDefault: true, stopPropagation: true }
        : (handle as ConfiguredHandler).handlerOptions,
    call(self, args) {
      if (handle === false) return;
      callHandler(handle as ConfiguredHandler, self, [tooLate(args[0]), ...args.slice(1)], calls);
    },
  });
}

function effect(
  link: Link,
  calls: RemoteCalls,
  method: string,
  args: readonly unknown[],
  create: Create,
): Selection {
  let complete = args[args.length - 1];
  let options = args.slice(0, -1);
  if (typeof complete !== "function") {
    const own = complete as { readonly complete: unknown };
    complete = own.complete;
    options = options.concat({ ...own, complete: undefined });
  }
  calls.listen(link, {
    method,
    options: options.map((option) => calls.argument(option, link.place)) as never,
    call: (self, given) => callHandler(complete as ConfiguredHandler, self, given, calls),
  });
  return create(link, calls);
}

function callHandler(handle: ConfiguredHandler, self: unknown, args: unknown[], calls: RemoteCalls): void {
  try {
    handle.apply(self, args);
  } catch (error) {
    calls.report(error);
  }
}

/** An event as its handler gets it, saying plainly what cannot be done from here. */
function tooLate(event: unknown): unknown {
  if (event && typeof event === "object") {
    ["preventDefault", "stopPropagation", "stopImmediatePropagation"].forEach((name) => {
      (event as { [name: string]: unknown })[name] = () => {
        throw new Error(`${name}() is too late here: use $.jqluster.handler({ ${name}: true }, …)`);
      };
    });
  }
  return event;
}

interface EventName {
  readonly type: string;
  readonly namespaces: readonly string[];
}

function parse(name: string): EventName {
  const [type = "", ...namespaces] = name.split(".");
  return { type, namespaces };
}

/** The single events of a list such as `"click keyup.menu"`. */
export function eventNames(list: string): string[] {
  return list.split(/\s+/).filter((name) => name !== "");
}

/** Whether `off(list)` takes away what was attached for `event`: same type or none given, all its namespaces there. */
export function offMatches(list: string, event: string): boolean {
  const attached = parse(event);
  return eventNames(list).some((name) => {
    const wanted = parse(name);
    if (wanted.type !== "" && wanted.type !== attached.type) return false;
    return wanted.namespaces.every((namespace) => attached.namespaces.indexOf(namespace) >= 0);
  });
}

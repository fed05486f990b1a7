import { type Message, MessageType } from "../../protocol";
import { isPointer } from "../../protocol/pointer";
import { bodyOf, type MessageMaker, pagesOf } from "../connection/messages";
import type { Watches } from "../connection/watches";
import { failure } from "../errors";
import { type Chain, type Step, writeChain } from "../expressions";
import type { ReadinessManager } from "../page/readiness";
import type { RemotePromise } from "../promise";
import { toJson } from "../to-json";
import { argumentOf, chainTo, identifierOf, type Place, type TakenChain } from "./arguments";
import type { ListenRequest, PersistentListeners } from "./persistent-listeners";
import { changesPage, createStatements, type Link, linkTo, type Statements, selectionOf } from "./statements";

/** What the remote selectors of a node do their work with, as the node gives it. */
export interface NodeServices {
  readonly make: MessageMaker;
  ask(message: Message): RemotePromise<Message>;
  /** Sends a message that has no answer. */
  send(message: Message): void;
  report(error: unknown): void;
  /** Called when this page releases itself, before it says goodbye. */
  readonly beforeRelease: (() => void)[];
  readonly listeners: PersistentListeners;
  readonly watches: Watches;
  readonly readiness: ReadinessManager;
}

/** What the methods of a remote selection do their work with. */
export interface RemoteCalls {
  /**
   * @param receiver - The link whose method gets it; none: `$`.
   * @param what - Names the value in errors.
   */
  argument(value: unknown, place: Place, receiver?: Link, what?: string): Step["args"][number];
  /** A statement goes on by a call that changes the page. */
  change(link: Link): void;
  /** The value that the last step of the link gives. */
  value(link: Link): RemotePromise<unknown>;
  /** @returns A function that forgets the callback, for those that do not end by themselves. */
  listen(link: Link, request: Omit<ListenRequest, "place" | "key" | "evalCode">): () => void;
  unlisten(link: Link, goes: (listener: ListenRequest) => boolean): void;
  root(target: unknown, context: unknown, place: Place): Link;
  /** Sends the statements that wait for more. */
  flush(): void;
  report(error: unknown): void;
}

/** A selection on other pages, with the methods of jQuery. */
export interface Selection {
  readonly link: Link;
  readonly calls: RemoteCalls;
}

/** @param take - Gives the link of a remote selection, or `undefined` for other values. */
export function createRemoteCalls(
  services: NodeServices,
  linkOf: (value: unknown) => Link | undefined,
): RemoteCalls {
  const statements: Statements = createStatements((place, chain) => {
    // Nobody asked for the value, so a failure goes to the error handlers of the page.
    get(place, chain);
  });
  services.beforeRelease.push(statements.flush);

  function get(place: Place, chain: Chain): RemotePromise<Message> {
    const { nodeId, keep } = place;
    const body = { node_id: nodeId, eval_code: writeChain(chain), keep };
    const ask = (at: Place) => services.ask(services.make(MessageType.selectAndGet, at, body));
    const answer = ask(place);
    if (!place.isPointedTo) return answer;
    return answer.then(undefined, (error) => {
      // Only of this error is it known that nothing has been done.
      if ((error as Error).name !== "NoSuchNodeError") throw error;
      return services.ask(services.make(MessageType.pages, null, { node_id: nodeId })).then((reply) => {
        const pages = pagesOf(reply);
        if (pages.length === 1) return ask({ nodeId, pageId: pages[0] });
        if (pages.length === 0) throw error;
        const node = toJson(nodeId);
        throw failure(
          "NoSuchNodeError",
          `the page of that element is gone, and ${node} has ${pages.length} pages: choose one with page()`,
        );
      });
    });
  }

  function key(link: Link): string {
    return writeChain(selectionOf(link));
  }

  const calls: RemoteCalls = {
    argument(value, place, receiver, what) {
      const take = (argument: unknown): TakenChain | undefined => {
        const link = linkOf(argument);
        return link && { chain: statements.take(link, receiver), place: link.place };
      };
      return argumentOf(value, take, place, what);
    },
    change: (link) => statements.extend(link),
    value: (link) => get(link.place, statements.close(link)).then(resultOf),
    listen(link, request) {
      const evalCode = writeChain(statements.close(link));
      return services.listeners.add({ ...request, place: link.place, key: key(link), evalCode });
    },
    unlisten(link, goes) {
      const selection = key(link);
      const { nodeId, pageId } = link.place;
      services.listeners.removeWhere(
        (listener) =>
          listener.place.nodeId === nodeId &&
          listener.place.pageId === pageId &&
          listener.key === selection &&
          goes(listener),
      );
    },
    root(target, context, place) {
      if (isPointer(target)) {
        calls.argument(target, place);
        const { root, steps } = chainTo(target);
        const own = {
          ...place,
          pageId: place.keep === undefined ? (target.remote_page_id ?? place.pageId) : undefined,
          isPointedTo: target.remote_page_id !== undefined && place.pageId === undefined,
        };
        const base = linkTo(own, undefined, { method: "$", args: root }, undefined);
        return steps[0] ? linkTo(own, base, steps[0], "selection") : base;
      }
      if (typeof target !== "string" && !identifierOf(target) && !linkOf(target)) {
        throw new TypeError(
          "a remote selector is a text, window, document, a pointer to an element or a function",
        );
      }
      const args = [calls.argument(target, place)];
      if (context !== undefined) args.push(calls.argument(context, place));
      const link = linkTo(place, undefined, { method: "$", args }, undefined);
      if (changesPage(link)) calls.change(link);
      return link;
    },
    flush: statements.flush,
    report: services.report,
  };
  return calls;
}

function resultOf(reply: Message): unknown {
  return bodyOf(reply).result;
}

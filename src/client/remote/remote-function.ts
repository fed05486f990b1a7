import { MessageType } from "../../protocol";
import { NAME, requireValue } from "../client-options";
import { bodyOf, pagesOf } from "../connection/messages";
import type { Presence } from "../connection/watches";
import { writeReadiness } from "../expressions";
import type { Node } from "../node";
import { all, defer, type RemotePromise } from "../promise";
import { DOCUMENT } from "./arguments";
import { createRemoteCalls, type RemoteCalls } from "./calls";
import { createSelection, linkOf } from "./selection";
import type { Link } from "./statements";
import type { RemoteJQuery, RemoteTarget } from "./types";

/** The answer of one page of a node. */
export interface PageAnswer<T> {
  readonly page: string;
  readonly value?: T;
  /** Why this page gave no value. */
  readonly error?: unknown;
}

/**
 * The jQuery of another node.
 *
 * @example
 * $bob("#go").on("click", function (event) { $bob(this).text("clicked"); });
 */
export interface RemoteFunction {
  /** Calls back when a page of the node is ready: now, where one is, and at each time that one loads. */
  (ready: (remote: RemoteFunction) => void): RemoteJQuery;
  /**
   * Selects on the pages of the node.
   *
   * @param target - A selector string, `window`, `document`, a pointer (`this` in a handler), or another selection.
   * @param context - Where to look for it; absent: everywhere on the page.
   * @throws TypeError for anything else, such as an element of this page.
   */
  (target: RemoteTarget, context?: RemoteTarget): RemoteJQuery;
  readonly nodeId: string;
  /**
   * The same, for one page of the node only.
   *
   * @throws TypeError for a page ID that is no text or empty.
   */
  page(pageId: string): RemoteFunction;
  /** The page IDs that the node has now. */
  pages(): RemotePromise<string[]>;
  /**
   * Asks every page, and gives the answers of all.
   *
   * @param ask - Called once for each page, with the jQuery of that page alone.
   * @returns Fulfilled when each has answered or failed; empty when there is no page.
   * @example
   * const answers = await $phones.all(($phone) => $phone("#vote").val());
   * const votes = answers.map((answer) => answer.value);
   */
  all<T>(ask: (remote: RemoteFunction, pageId: string) => T | PromiseLike<T>): RemotePromise<PageAnswer<T>[]>;
  /**
   * The same, for statements that are said now and kept on the server for pages of the node that come later: a page that
   * loads gets them before anything else. Under one key the last statement counts. What reads, and what needs a
   * handler, cannot be kept; `promise()` at the end tells that the statement is kept.
   *
   * @param key - Names the statement among those kept for the node: at most 255 bytes.
   * @throws TypeError for a key that is no text or empty, and on the jQuery of one page.
   * @example
   * $tv.keep("title")("#title").text("Hello");
   */
  keep(key: string): KeptFunction;
  /**
   * Drops what is kept for the node under a key, or without an argument all of it. What pages show stays.
   *
   * @throws TypeError for a key that is no text or empty, also for one that is `undefined`.
   * @example
   * $tv.forget("title");
   */
  forget(): void;
  forget(key: string): void;
  /**
   * The keys under which something is kept for the node, in the order of their first use.
   *
   * @throws RefusedError or DisconnectedError, by the promise.
   */
  kept(): RemotePromise<string[]>;
  /** Tells whether the node is there, now and at every change. @returns A function that ends it. */
  watch(handler: (online: boolean) => void): () => void;
  /**
   * Tells the page IDs of the node, now, whenever a page comes or leaves, and when this page is connected again.
   *
   * @returns A function that ends it.
   * @example
   * $phones.watchPages((pages) => $("#count").text(pages.length));
   */
  watchPages(handler: (pages: string[]) => void): () => void;
}

/** Selects on the pages of a node, those that come later included. */
export type KeptFunction = (target: RemoteTarget, context?: RemoteTarget) => RemoteJQuery;

/**
 * Gives the maker of remote jQuerys for a node of this page. They share one order: what is said first, is sent first,
 * whomever it is for.
 */
export function createRemotes(node: Node): (nodeId: string) => RemoteFunction {
  const calls = createRemoteCalls(node.services, linkOf);
  return (nodeId) => createRemoteFunction(node, calls, nodeId);
}

function createRemoteFunction(node: Node, calls: RemoteCalls, nodeId: string): RemoteFunction {
  const { services } = node;
  // The methods are put on selections by name, from the method table: here they get their types.
  const select = (link: Link) => createSelection(link, calls) as unknown as RemoteJQuery;

  function forPage(pageId: string | undefined): RemoteFunction {
    const place = { nodeId, pageId };
    const remote = ((target: unknown, context?: unknown) => {
      if (typeof target === "function") {
        whenReady(target as (remote: RemoteFunction) => void);
        return select(calls.root(DOCUMENT, undefined, place));
      }
      return select(calls.root(target, context, place));
    }) as unknown as { -readonly [name in keyof RemoteFunction]: RemoteFunction[name] } & RemoteFunction;

    function whenReady(call: (remote: RemoteFunction) => void): void {
      const told: { [page: string]: boolean } = Object.create(null);
      const tell = (page: string | undefined) => {
        if (pageId !== undefined && page !== pageId) return;
        // A page may both answer and tell by itself; a page of the original has no name to tell that by.
        if (page !== undefined && told[page]) return;
        if (page !== undefined) told[page] = true;
        try {
          call(page === undefined ? remote : forPage(page));
        } catch (error) {
          services.report(error);
        }
      };
      services.readiness.onReady(nodeId, tell);
      const evalCode = writeReadiness({ owner: nodeId, call: "_isNotifying", argument: node.nodeId });
      const question = services.make(MessageType.selectAndGet, place, {
        node_id: nodeId,
        eval_code: evalCode,
      });
      services.ask(question).then(
        (reply) => {
          if (bodyOf(reply).result === true) tell(reply.from_page);
        },
        // A node that is not there, or not ready, tells by itself when it is.
        () => {},
      );
    }

    remote.page = (id) => {
      requireValue("a page ID", id, NAME);
      return forPage(id);
    };
    remote.pages = () =>
      services.ask(services.make(MessageType.pages, null, { node_id: nodeId })).then(pagesOf);
    remote.keep = (key) => {
      requireValue("a key", key, NAME);
      if (pageId !== undefined) throw new TypeError("keep() is for all pages of a node, not for one");
      const kept = { nodeId, pageId, keep: key };
      return (target, context) => select(calls.root(target, context, kept));
    };
    remote.forget = (...keys: readonly string[]) => {
      if (keys.length > 0) requireValue("a key", keys[0], NAME);
      calls.flush();
      services.send(services.make(MessageType.forget, null, { node_id: nodeId, keep: keys[0] }));
    };
    remote.kept = () => {
      calls.flush();
      return services.ask(services.make(MessageType.kept, null, { node_id: nodeId })).then(pagesOf);
    };
    remote.all = (ask) =>
      remote.pages().then((pages) =>
        all(
          pages.map((page) => {
            const answer = defer<never>(services.report);
            try {
              answer.resolve(ask(forPage(page), page) as never);
            } catch (error) {
              answer.reject(error);
            }
            return answer.promise.then(
              (value): PageAnswer<never> => ({ page, value }),
              (error): PageAnswer<never> => ({ page, error }),
            );
          }),
          services.report,
        ),
      );
    remote.watch = (handler) => {
      let last: boolean | undefined;
      return services.watches.add(nodeId, ({ online }: Presence) => {
        if (online === last) return;
        last = online;
        try {
          handler(online);
        } catch (error) {
          services.report(error);
        }
      });
    };
    remote.watchPages = (handler) => {
      let ended = false;
      const stop = services.watches.add(nodeId, () => {
        remote.pages().then(
          (pages) => {
            if (!ended) handler(pages);
          },
          // Lost meanwhile: once connected again, the server tells anew.
          () => {},
        );
      });
      return () => {
        ended = true;
        stop();
      };
    };
    (remote as { nodeId: string }).nodeId = nodeId;
    return remote;
  }

  return forPage(undefined);
}

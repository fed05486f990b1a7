import type { Message } from "../../protocol";
import { failure, failureOf } from "../errors";
import { type Deferred, defer, nextMicrotask, type RemotePromise } from "../promise";
import { toJson } from "../to-json";
import { bodyOf, errorTextOf, idOf } from "./messages";

interface Pending {
  readonly deferred: Deferred<Message>;
  readonly to: string | null;
  readonly turn: Turn | undefined;
}

/** The requests of one turn have one timer: in a browser that costs more than all else that a request needs. */
interface Turn {
  readonly ids: string[];
  /** How many of them wait. */
  left: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** What {@link createRequests} needs. */
export interface RequestsOptions {
  readonly send: (message: Message) => boolean;
  /** How long an answer may take, in milliseconds; 0: for ever. */
  readonly timeout: number;
  readonly onUnobserved: (error: unknown) => void;
}

/** The requests of this page that wait for their answer. Each is settled in the end, whatever happens. */
export interface Requests {
  /** Sends a message and gives its answer. The same message again, to one more page, waits for the same answer. */
  ask(message: Message): RemotePromise<Message>;
  /** Takes a reply. @returns Whether it was waited for. */
  answer(reply: Message): boolean;
  /** Fails all that wait, except those of these IDs. */
  failAll(error: Error, except?: { readonly [id: string]: true }): void;
  /** Fails one. */
  fail(message: Message, error: Error): void;
  /** Whether an answer to this message is waited for. */
  isWaitingFor(message: Message): boolean;
  /** How many wait. */
  count(): number;
}

/** Makes an empty table of requests. */
export function createRequests({ send, timeout, onUnobserved }: RequestsOptions): Requests {
  const pending: { [id: string]: Pending } = Object.create(null);

  let current: Turn | undefined;

  function take(id: string): Pending | undefined {
    const entry = pending[id];
    delete pending[id];
    if (entry?.turn && --entry.turn.left === 0) {
      clearTimeout(entry.turn.timer);
      if (current === entry.turn) current = undefined;
    }
    return entry;
  }

  /** The current turn, in which one more request is made. */
  function joinTurn(id: string): Turn {
    let turn = current;
    if (!turn) {
      const ids: string[] = [];
      const expire = () => ids.forEach(timeOut);
      turn = current = { ids, left: 0, timer: setTimeout(expire, timeout) };
      nextMicrotask(() => {
        current = undefined;
      });
    }
    turn.ids.push(id);
    turn.left += 1;
    return turn;
  }

  function timeOut(id: string): void {
    const entry = take(id);
    if (!entry) return;
    const late = `${nameOf(entry.to)} did not answer within ${timeout} ms`;
    entry.deferred.reject(failure("TimeoutError", late));
  }

  return {
    ask(message) {
      const id = String(message.message_id);
      const same = pending[id];
      if (same) {
        send(message);
        return same.deferred.promise;
      }
      const deferred = defer<Message>(onUnobserved);
      pending[id] = { deferred, to: message.to ?? null, turn: timeout ? joinTurn(id) : undefined };
      if (!send(message)) {
        take(id)?.deferred.reject(failure("DisconnectedError", "released, or too many messages wait"));
      }
      return deferred.promise;
    },
    answer(reply) {
      const id = idOf(bodyOf(reply).in_reply_to);
      const entry = pending[id];
      // An answer counts from the one who was asked, or from the server.
      if (!entry || (reply.from !== null && reply.from !== entry.to)) return false;
      take(id);
      const error = errorTextOf(reply);
      if (error === undefined) entry.deferred.resolve(reply);
      else {
        // A server of the original gives no kind, and answers requests itself for one reason only.
        const otherwise = reply.from === null ? "NoSuchNodeError" : "RemoteError";
        entry.deferred.reject(failureOf(error, otherwise));
      }
      return true;
    },
    failAll(error, except) {
      for (const id in pending) if (!except?.[id]) take(id)?.deferred.reject(error);
    },
    fail(message, error) {
      take(String(message.message_id))?.deferred.reject(error);
    },
    isWaitingFor: (message) => String(message.message_id) in pending,
    count: () => Object.keys(pending).length,
  };
}

function nameOf(to: string | null): string {
  return to === null ? "the server" : toJson(to);
}

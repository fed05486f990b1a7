import type { Message } from "../../protocol";
import { failure, failureOf } from "../errors";
import { type Deferred, defer, type RemotePromise } from "../promise";
import { bodyOf, errorTextOf, idOf } from "./messages";

interface Pending {
  readonly deferred: Deferred<Message>;
  readonly to: string | null;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
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

  function take(id: string): Pending | undefined {
    const entry = pending[id];
    delete pending[id];
    if (entry?.timer !== undefined) clearTimeout(entry.timer);
    return entry;
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
      const to = message.to ?? null;
      const timer = timeout
        ? setTimeout(() => {
            take(id)?.deferred.reject(
              failure("TimeoutError", `${nameOf(to)} did not answer within ${timeout} ms`),
            );
          }, timeout)
        : undefined;
      pending[id] = { deferred, to, timer };
      if (!send(message)) {
        take(id)?.deferred.reject(
          failure("DisconnectedError", "released, or too many messages wait already"),
        );
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
      else entry.deferred.reject(failureOf(error, reply.from === null));
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
  return to === null ? "the server" : JSON.stringify(to);
}

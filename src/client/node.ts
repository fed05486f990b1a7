import {
  ErrorKind,
  errorText,
  isReply,
  type Message,
  type MessageId,
  MessageType,
  replyTypeOf,
} from "../protocol";
import { createConnection } from "./connection/connection";
import { type Body, bodyOf, createMessageMaker, errorTextOf, newPageId } from "./connection/messages";
import { createRequests } from "./connection/requests";
import { createWatches } from "./connection/watches";
import { asError, failure, failureOf } from "./errors";
import { createEvents, type Events } from "./events";
import { writeReadiness } from "./expressions";
import { createTargetListeners } from "./page/listeners";
import { createReadiness } from "./page/readiness";
import type { Respond, ResponderOptions } from "./page/responder";
import { defer, type RemotePromise } from "./promise";
import type { NodeServices } from "./remote/calls";
import { createPersistentListeners } from "./remote/persistent-listeners";
import type { Closing, Transport } from "./transports/transport";

/** How {@link createNode} makes a node. */
export interface NodeOptions {
  readonly nodeId: string;
  readonly transport: Transport;
  /** The nodes that are told when this page is ready. */
  readonly notify: readonly string[];
  /** How long an answer may take, in milliseconds; 0: for ever. */
  readonly timeout: number;
  /** Makes what answers other pages. */
  readonly respond: (options: ResponderOptions) => Respond;
  /** Calls back once the page can be acted on. */
  readonly whenReady: (ready: () => void) => void;
  /** It is over: released, refused, or never registered. */
  readonly onReleased?: () => void;
}

/** A page (or program) that is connected under a node ID. */
export interface Node {
  readonly nodeId: string;
  readonly pageId: string;
  /** Fulfilled when registered for the first time. */
  readonly ready: RemotePromise<void>;
  readonly events: Events;
  readonly services: NodeServices;
  connected(): boolean;
  transportName(): string;
  /** What is held for others and for answers; all zero when nothing is left. */
  counts(): { requests: number; handlers: number; listeners: number };
  /** The page was shown again, or the network is back. */
  wake(): void;
  disconnect(reason: string, how?: Closing): void;
  release(): void;
}

/** Connects a node. */
export function createNode(options: NodeOptions): Node {
  const { nodeId, notify, timeout } = options;
  const pageId = newPageId();
  const events = createEvents();
  const ready = defer<void>(report);
  const make = createMessageMaker(nodeId, pageId);
  let announced = false;
  /** What all that waited was rejected with when this page released itself. */
  let released: Error | undefined;

  function report(error: unknown): void {
    // The page knows that it has released itself, also where nobody waits for what was under way.
    if (error !== released) events.emit("error", asError(error));
  }

  /** An answer, or a signal, goes to the page that asked. */
  function reply(type: string, request: Message, body: Body): void {
    if (!connection.isKnown()) return;
    const place = { nodeId: String(request.from), pageId: request.from_page };
    const content = { ...body, in_reply_to: request.message_id };
    // What is addressed to a node is answered as that node: with loopback this page is all of them.
    connection.send(make(type, place, content, undefined, request.to ?? nodeId));
  }

  function send(message: Message): boolean {
    return connection.send(message);
  }

  const requests = createRequests({ send, timeout, onUnobserved: report });
  const watches = createWatches(
    (type, body) => make(type, null, body),
    (message) => {
      // While the server does not know this page there is nothing to tell: all watches are renewed later.
      if (connection.isKnown()) connection.send(message);
    },
  );
  const listeners = createPersistentListeners({ watches, make, ask: requests.ask, send, onError: report });
  const readiness = createReadiness(nodeId, notify);
  const targetListeners = createTargetListeners(watches);
  const respond = options.respond({
    pageId,
    send: reply,
    listeners: targetListeners,
    readiness,
    report,
  });

  function receive(message: Message): void {
    switch (message.message_type) {
      case MessageType.selectAndGetReply:
      case MessageType.selectAndListenReply:
      case MessageType.pagesReply:
      case MessageType.keptReply:
        listeners.receive(message);
        requests.answer(message);
        break;
      case MessageType.signal:
        listeners.receive(message);
        break;
      case MessageType.presence:
        watches.receive(message);
        break;
      case MessageType.error:
        if (message.from === null) report(failureOf(`${errorTextOf(message)}`, "RefusedError"));
        break;
      default:
        respond(message);
    }
  }

  /** Nothing larger leaves: the server would close the connection for it. */
  function onTooLarge(message: Message, bytes: number, limit: number): void {
    const type = message.message_type;
    const hasReply = replyTypeOf(type) !== undefined;
    const what = hasReply ? "the message" : isReply(type) ? "the answer" : "the event";
    const text = errorText(ErrorKind.refused, `${what} has ${bytes} bytes, at most ${limit} are allowed`);
    const error = failure("RefusedError", text);
    if (hasReply) {
      requests.fail(message, error);
      return;
    }
    report(error);
    // Written by this page, so it is an ID.
    const { in_reply_to } = bodyOf(message);
    if (in_reply_to === undefined) return;
    connection.send({
      ...message,
      body: { error: text, result: null, in_reply_to: in_reply_to as MessageId },
    });
  }

  let registerTimer: ReturnType<typeof setTimeout> | undefined;

  const connection = createConnection({
    transport: options.transport,
    registration: (resume) => make(MessageType.register, null, { node_id: nodeId, page_id: pageId, resume }),
    acknowledgement: (received, ask) => make(MessageType.ack, null, { received, ask }),
    events,
    isWanted: (message) => !replyTypeOf(message.message_type) || requests.isWaitingFor(message),
    onTooLarge,
    onRegistered() {
      clearTimeout(registerTimer);
      // Before what waited: a listener for a node that is not there counts on being told when it comes.
      watches.renew();
    },
    onQueueSent(recovered) {
      if (announced && !recovered) listeners.renew(connection.waitingIds());
      announced = true;
      ready.resolve(undefined);
    },
    onLost(reason, lost, waiting) {
      const lostConnection = `the connection was lost before an answer came: ${reason}`;
      requests.failAll(released || failure("DisconnectedError", lostConnection), waiting);
      const untold = lost.filter(({ message_type: type }) => type === MessageType.signal || isReply(type));
      if (untold.length === 0) return;
      const what = `${untold.length} events and answers of this page may not have arrived`;
      report(failure("DisconnectedError", `the connection was lost: ${what}`));
    },
    onRefused(error) {
      ready.reject(error);
      release();
    },
    onMessage: receive,
  });

  if (timeout && !connection.registered()) {
    registerTimer = setTimeout(() => {
      const why = connection.lastError();
      const late = `not registered as ${JSON.stringify(nodeId)} within ${timeout} ms`;
      ready.reject(failure("TimeoutError", why ? `${late}: ${why}` : late));
      release();
    }, timeout);
  }

  const beforeRelease: NodeServices["beforeRelease"] = [];

  function release(): void {
    clearTimeout(registerTimer);
    beforeRelease.forEach((call) => {
      call();
    });
    released = released || failure("DisconnectedError", `${JSON.stringify(nodeId)} was released`);
    listeners.clear();
    connection.release();
    targetListeners.clear();
    ready.reject(released);
    requests.failAll(released);
    if (options.onReleased) options.onReleased();
  }

  options.whenReady(() => {
    readiness.beReady();
    ready.peek(announce);
  });

  function announce(): void {
    notify.forEach((other) => {
      const body = {
        node_id: other,
        eval_code: writeReadiness({ owner: other, call: "_beNotified", argument: nodeId }),
      };
      // A node that is not there asks by itself when it comes.
      requests
        .ask(make(MessageType.selectAndGet, { nodeId: other, pageId: undefined }, body))
        .then(undefined, () => {});
    });
  }

  return {
    nodeId,
    pageId,
    ready: ready.promise,
    events,
    services: { make, ask: requests.ask, send, report, beforeRelease, listeners, watches, readiness },
    connected: connection.registered,
    transportName: connection.transportName,
    counts: () => ({
      requests: requests.count(),
      handlers: listeners.count(),
      listeners: targetListeners.count(),
    }),
    wake: connection.wake,
    disconnect: connection.disconnect,
    release,
  };
}

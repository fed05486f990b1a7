import type { Message } from "../protocol";
import type { Backplane } from "./backplane";
import { Inquiries } from "./inquiries";
import type { Logger } from "./log";
import { OrderedPublisher, type PublishOutcome } from "./ordered-publisher";
import type { PendingRequest, PendingRequests } from "./pending-requests";
import {
  decodePublication,
  encodePublication,
  nodeChannel,
  type Publication,
  processChannel,
  type Question,
  type RequestName,
  watchChannel,
} from "./publication";
import type { Registration } from "./registry";
import { type PagesAnswer, RemotePresence } from "./remote-presence";

/** How often unanswered requests in other hands are looked after, and from what age on, in milliseconds. */
const CARE_INTERVAL = 1000;
const CARE_AGE = 2000;
/** How many requests one question may name. */
const CARE_BATCH = 500;

/** What {@link OtherProcesses} needs of the process it works for. */
export interface ThisProcess {
  readonly logger: Logger;
  readonly pending: PendingRequests;
  readonly pagesHere: (nodeId: string) => readonly (string | undefined)[];
  /** Takes a message from another process to the pages here. */
  readonly deliver: (message: Message, text: string, fromProcess: string) => void;
  /** Nobody is left to answer this request. */
  readonly orphaned: (pending: PendingRequest) => void;
}

/** The other processes of this jQluster, seen from one: sends to them, hears them, and knows whom it owes an answer. */
export class OtherProcesses {
  readonly presence: RemotePresence;
  readonly #backplane: Backplane;
  readonly #here: ThisProcess;
  readonly #processId = Math.random().toString(36).slice(2, 12);
  readonly #publisher: OrderedPublisher;
  readonly #inquiries: Inquiries;
  readonly #subscriptions = new Map<string, Promise<void>>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #stopListening: () => void;

  constructor(backplane: Backplane, here: ThisProcess) {
    this.#backplane = backplane;
    this.#here = here;
    this.#publisher = new OrderedPublisher(backplane);
    this.#inquiries = new Inquiries(this.#publisher, this.#processId);
    this.presence = new RemotePresence(backplane, this.#inquiries);
    this.#listen(processChannel(this.#processId));
    this.#timer = setInterval(() => this.#careForRequests(), CARE_INTERVAL);
    this.#stopListening = backplane.onChange((isUp) => {
      if (!isUp) return;
      this.#publisher.reconnected();
      this.presence.reconnected();
    });
  }

  /** A page was registered here. @returns Settled, never with an error, once the others can reach it or are away. */
  joined({ nodeId, pageId }: Registration, isFirst: boolean): Promise<void> {
    const channel = nodeChannel(nodeId);
    if (isFirst) this.#subscriptions.set(nodeId, this.#listen(channel));
    this.#announce(nodeId, pageId, isFirst);
    return this.#subscriptions.get(nodeId) ?? Promise.resolve();
  }

  /** A page here is gone. */
  left({ nodeId, pageId }: Registration, wasLast: boolean): void {
    if (wasLast) {
      this.#subscriptions.delete(nodeId);
      this.#backplane.unsubscribe(nodeChannel(nodeId));
    }
    this.#announce(nodeId, pageId, wasLast);
  }

  /** Sends a message to the pages of a node on the other processes. */
  send(nodeId: string, text: string, settle: (outcome: PublishOutcome) => void): void {
    const payload = encodePublication({ kind: "message", process: this.#processId, text });
    this.#publisher.publish(nodeChannel(nodeId), payload, settle);
  }

  /** Tells the process that asked that nobody here will answer. */
  tellGone(askingProcess: string, request: Message, left: boolean): void {
    const name = [request.from, request.message_id] as const;
    this.#notify(processChannel(askingProcess), {
      kind: "gone",
      process: this.#processId,
      request: name,
      left,
    });
  }

  /** The IDs of a node's pages on the other processes. Never rejects; after a second with those known by then. */
  async pagesOf(nodeId: string): Promise<string[]> {
    const { answers } = await this.#inquiries.ask(nodeChannel(nodeId), { about: "pages", node: nodeId });
    return (answers as unknown as PagesAnswer[]).flatMap(({ pages }) => pages);
  }

  /** Stops listening. The backplane itself belongs to whoever made it. */
  close(): void {
    clearInterval(this.#timer);
    this.#stopListening();
    this.presence.close();
    this.#inquiries.close();
    this.#publisher.close();
    this.#backplane.unsubscribe(processChannel(this.#processId));
  }

  #listen(channel: string): Promise<void> {
    return this.#backplane.subscribe(channel, (payload) => this.#hear(channel, decodePublication(payload)));
  }

  #hear(channel: string, publication: Publication | undefined): void {
    switch (publication?.kind) {
      case "message":
        this.#hearMessage(publication.text, publication.process);
        break;
      case "gone":
        this.#orphan(this.#here.pending.otherGone(publication.request, publication.left));
        break;
      case "ask":
        this.#notify(processChannel(publication.process), {
          kind: "answer",
          process: this.#processId,
          ask: publication.ask,
          answer: this.#answer(publication.question),
        });
        break;
      case "answer":
        this.#inquiries.answered(publication.ask, publication.answer);
        break;
      default:
        this.#here.logger("warn", `Ignored a publication on ${channel}: it is not known here`);
    }
  }

  #hearMessage(text: string, process: string): void {
    let message: Message;
    try {
      message = JSON.parse(text) as Message;
    } catch {
      this.#here.logger("warn", "Ignored a message of another process: it is not JSON");
      return;
    }
    this.#here.deliver(message, text, process);
  }

  #answer(question: Question) {
    if (question.about === "pages") {
      const pages = this.#here.pagesHere(question.node).filter((id) => id !== undefined);
      return { process: this.#processId, pages };
    }
    return question.requests.map(([requester, id]) => this.#here.pending.find(requester, id) !== undefined);
  }

  /** Tells those who watch the node. */
  #announce(nodeId: string, pageId: string | undefined, nodeChanged: boolean): void {
    if (pageId === undefined && !nodeChanged) return;
    const pages = this.#here.pagesHere(nodeId);
    this.#notify(watchChannel(nodeId), {
      kind: "page",
      process: this.#processId,
      page: pageId ?? null,
      pageHere: pages.includes(pageId),
      nodeHere: pages.length > 0,
    });
  }

  /** Publishes what may get lost: who needs it finds out in other ways, only later. */
  #notify(channel: string, publication: Publication): void {
    this.#backplane.publish(channel, encodePublication(publication)).catch(() => {});
  }

  /** Asks whether requests that have waited long are still in somebody's hands: a killed process tells nobody. */
  #careForRequests(): void {
    if (!this.#backplane.isUp) return;
    const old = this.#here.pending.inOtherHandsSince(performance.now() - CARE_AGE);
    for (const [nodeId, requests] of Map.groupBy(old, ({ request }) => String(request.to))) {
      for (let start = 0; start < requests.length; start += CARE_BATCH) {
        this.#careFor(nodeId, requests.slice(start, start + CARE_BATCH));
      }
    }
  }

  async #careFor(nodeId: string, batch: readonly PendingRequest[]): Promise<void> {
    const requests = batch.map(({ request }): RequestName => [request.from, request.message_id]);
    for (const pending of batch) pending.confirmedAt = performance.now();
    const { answers, complete } = await this.#inquiries.ask(nodeChannel(nodeId), {
      about: "requests",
      requests,
    });
    if (!complete) return;
    requests.forEach((name, index) => {
      const holders = answers.filter((held) => (held as readonly boolean[])[index] === true).length;
      this.#orphan(this.#here.pending.othersConfirmed(name, holders));
    });
  }

  #orphan(pending: PendingRequest | undefined): void {
    if (pending) this.#here.orphaned(pending);
  }
}

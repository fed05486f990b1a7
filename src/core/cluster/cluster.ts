import type { Message } from "../../protocol";
import type { Backplane } from "../backplane";
import { type Logger, quote } from "../log";
import type { Registration } from "../registry";
import type { PendingRequest } from "../requests/pending-request";
import type { Requests } from "../requests/requests";
import { type PagesAnswer, RemotePresence } from "./cluster-presence";
import { RemoteRequests } from "./cluster-requests";
import { OrderedPublisher, type PublishOutcome } from "./ordered-publisher";
import {
  decodePublication,
  encodePublication,
  nodeChannel,
  type Publication,
  processChannel,
  processOfTicket,
  type Question,
  watchChannel,
} from "./publication";
import { Inquiries } from "./queries";

/** What {@link OtherProcesses} needs of the process it works for. */
export interface ThisProcess {
  readonly logger: Logger;
  readonly requests: Requests;
  readonly pagesHere: (nodeId: string) => readonly (string | undefined)[];
  /** Takes a message from another process to the pages here. */
  readonly deliver: (message: Message, text: string, ticket: string) => void;
}

/** The other processes of this jQluster, seen from one: sends to them, hears them, and tells them who is here. */
export class OtherProcesses {
  readonly presence: RemotePresence;
  readonly #backplane: Backplane;
  readonly #here: ThisProcess;
  readonly #processId = Math.random().toString(36).slice(2, 12);
  readonly #publisher: OrderedPublisher;
  readonly #inquiries: Inquiries;
  readonly #requests: RemoteRequests;
  /** For each node with a page here, settled once its messages arrive. */
  readonly #subscriptions = new Map<string, Promise<void>>();
  readonly #stopListening: () => void;
  #tickets = 0;

  constructor(backplane: Backplane, here: ThisProcess) {
    this.#backplane = backplane;
    this.#here = here;
    this.#publisher = new OrderedPublisher(backplane);
    this.#inquiries = new Inquiries(this.#publisher, this.#processId);
    this.#requests = new RemoteRequests(here.requests, this.#inquiries);
    this.presence = new RemotePresence(backplane, this.#inquiries);
    this.#listen(processChannel(this.#processId));
    this.#stopListening = backplane.onChange((isUp) => {
      if (!isUp) return;
      this.#publisher.reconnected();
      this.presence.reconnected();
    });
  }

  /** A page was registered here. @returns Settled, never with an error, once the others can reach it or are away. */
  joined({ nodeId, pageId }: Registration, isFirst: boolean): Promise<void> {
    if (isFirst) this.#subscriptions.set(nodeId, this.#listen(nodeChannel(nodeId)));
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

  /** A name for the next message, unlike all others of all processes. */
  nextTicket(): string {
    this.#tickets += 1;
    return `${this.#processId}.${this.#tickets.toString(36)}`;
  }

  /**
   * Sends a message to the pages of a node on the other processes.
   *
   * @param isDelivered - Whether a page here has it.
   */
  send(
    nodeId: string,
    { ticket, text, isDelivered }: { ticket: string; text: string; isDelivered: boolean },
    settle: (outcome: PublishOutcome) => void,
  ): void {
    const payload = encodePublication({ kind: "message", ticket, text });
    this.#publisher.publish(nodeChannel(nodeId), payload, settle, isDelivered);
  }

  /** How many other processes took a request, or why none did. */
  requestSent(pending: PendingRequest, outcome: PublishOutcome): void {
    this.#requests.sent(pending, outcome);
  }

  /** Tells the process that asked that nobody here will answer. */
  giveBack(ticket: string, reached: boolean): void {
    this.#notify(processChannel(processOfTicket(ticket)), { kind: "gone", ticket, reached });
  }

  /** The IDs of a node's pages on the other processes. Never rejects; after a second with those known by then. */
  async pagesOf(nodeId: string): Promise<string[]> {
    const { answers } = await this.#inquiries.ask(nodeChannel(nodeId), { about: "pages", node: nodeId });
    return (answers as unknown as PagesAnswer[]).flatMap(({ pages }) => pages);
  }

  /** Stops listening. The backplane itself belongs to whoever made it. */
  close(): void {
    this.#stopListening();
    this.presence.close();
    this.#requests.close();
    this.#inquiries.close();
    this.#publisher.close();
    for (const nodeId of this.#subscriptions.keys()) this.#backplane.unsubscribe(nodeChannel(nodeId));
    this.#subscriptions.clear();
    this.#backplane.unsubscribe(processChannel(this.#processId));
  }

  #listen(channel: string): Promise<void> {
    return this.#backplane.subscribe(channel, (payload) => this.#hear(decodePublication(payload)));
  }

  #hear(publication: Publication | undefined): void {
    switch (publication?.kind) {
      case "message":
        this.#hearMessage(publication.text, publication.ticket);
        break;
      case "gone":
        this.#requests.gone(publication.ticket, publication.reached);
        break;
      case "ask":
        this.#notify(processChannel(publication.process), {
          kind: "answer",
          ask: publication.ask,
          answer: this.#answer(publication.question),
        });
        break;
      case "answer":
        this.#inquiries.answered(publication.ask, publication.answer);
        break;
      default:
        this.#here.logger("warn", "Ignored a publication of another process: it is not known here");
    }
  }

  #hearMessage(text: string, ticket: string): void {
    let message: Message;
    try {
      message = JSON.parse(text) as Message;
    } catch (error) {
      this.#here.logger("warn", `Ignored a message of another process: ${quote(error)}`);
      return;
    }
    this.#here.deliver(message, text, ticket);
  }

  #answer(question: Question) {
    if (question.about === "requests") {
      return question.tickets.map((ticket) => this.#here.requests.withTicket(ticket) !== undefined);
    }
    const pages = this.#here.pagesHere(question.node).filter((id) => id !== undefined);
    return { process: this.#processId, pages };
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
}

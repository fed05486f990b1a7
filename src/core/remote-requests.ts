import { ErrorKind, errorText } from "../protocol";
import type { Inquiries } from "./inquiries";
import { quote } from "./log";
import type { PublishOutcome } from "./ordered-publisher";
import type { PendingRequest } from "./pending-requests";
import { nodeChannel } from "./publication";
import type { Requests } from "./requests";

/** How often requests in other hands are looked after, and when they are old enough for it, in milliseconds. */
const CARE_INTERVAL = 1000;
const CARE_AGE = 2000;
/** How many requests one question may name. */
const CARE_BATCH = 500;

/** Follows the requests of this process that other processes took, so that none waits for a process that is gone. */
export class RemoteRequests {
  readonly #requests: Requests;
  readonly #inquiries: Inquiries;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(requests: Requests, inquiries: Inquiries) {
    this.#requests = requests;
    this.#inquiries = inquiries;
    this.#timer = setInterval(() => this.#care(), CARE_INTERVAL);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** How many other processes took a request, or why none did. */
  sent(ticket: string, outcome: PublishOutcome): void {
    const pending = this.#requests.withTicket(ticket);
    if (!pending) return;
    this.#requests.othersTook(pending, typeof outcome === "number" ? outcome : 0);
    const isAway = typeof outcome !== "number";
    this.#requests.answerOrphan(
      pending,
      isAway ? errorText(ErrorKind.unreachable, outcome.message) : absent(pending),
    );
  }

  /** Another process has nobody left to answer a request. */
  gone(ticket: string, reached: boolean): void {
    const pending = this.#requests.withTicket(ticket);
    if (!pending?.others) return;
    pending.others.gone += 1;
    pending.others.reached ||= reached;
    this.#requests.answerOrphan(pending, pending.others.reached ? left(pending) : absent(pending));
  }

  /** Asks whether old requests are still in somebody's hands: a process that was killed tells nobody. */
  #care(): void {
    const byNode = new Map<string, PendingRequest[]>();
    for (const pending of this.#requests.unconfirmedFor(CARE_AGE)) {
      const nodeId = String(pending.request.to);
      const batch = byNode.get(nodeId);
      if (batch && batch.length < CARE_BATCH) batch.push(pending);
      else if (!batch) byNode.set(nodeId, [pending]);
    }
    for (const [nodeId, batch] of byNode) this.#askAbout(nodeId, batch);
  }

  async #askAbout(nodeId: string, batch: readonly PendingRequest[]): Promise<void> {
    const tickets = batch.map(({ ticket = "" }) => ticket);
    const { answers, complete } = await this.#inquiries.ask(nodeChannel(nodeId), {
      about: "requests",
      tickets,
    });
    if (!complete) return;
    batch.forEach((pending, index) => {
      if (!pending.others) return;
      const holders = answers.filter((held) => (held as readonly boolean[])[index] === true).length;
      pending.others.gone = 0;
      this.#requests.othersTook(pending, holders);
      this.#requests.answerOrphan(pending, left(pending));
    });
  }
}

function absent({ request }: PendingRequest): string {
  const page = request.to_page === undefined ? "" : `page ${quote(request.to_page)} of `;
  return errorText(ErrorKind.noSuchNode, `${page}node ${quote(request.to)}`);
}

function left({ request }: PendingRequest): string {
  return errorText(ErrorKind.wentAway, `node ${quote(request.to)} left before it answered`);
}

import { ErrorKind, errorText } from "../../protocol";
import { quote } from "../log";
import type { PendingRequest } from "../requests/pending-request";
import type { Requests } from "../requests/requests";
import type { PublishOutcome } from "./ordered-publisher";
import { nodeChannel } from "./publication";
import type { Inquiries } from "./queries";

/** How often requests in other hands are looked after, in milliseconds. */
const CARE_INTERVAL = 100;
/** After this time it is asked who still has a request, in milliseconds, and again each time that somebody had. */
const ASK_AGE = 400;
/** When no question gets through for this long, in milliseconds, an answer may have been lost as well. */
const DOUBT_TIME = 800;
/** When this process comes to it this late, in milliseconds, that no question got through says nothing. */
const HELD_UP = 300;
/** How many requests one question may name. */
const CARE_BATCH = 500;

/** Follows the requests of this process that other processes took, so that none waits for a process that is gone. */
export class RemoteRequests {
  readonly #requests: Requests;
  readonly #inquiries: Inquiries;
  readonly #timer: ReturnType<typeof setInterval>;
  /** Requests that are being asked about. */
  readonly #asking = new Set<PendingRequest>();
  /** Since when it has been tried in vain to ask about a request. */
  readonly #doubts = new Map<PendingRequest, number>();
  #lastCare = performance.now();

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
  sent(pending: PendingRequest, outcome: PublishOutcome): void {
    const isAway = typeof outcome !== "number";
    this.#requests.othersTook(pending, isAway ? 0 : outcome);
    this.#requests.answerOrphan(pending, () =>
      isAway ? errorText(ErrorKind.unreachable, outcome.message) : absentOrLeft(pending),
    );
  }

  /** Another process has nobody left to answer a request. */
  gone(ticket: string, reached: boolean): void {
    const pending = this.#requests.withTicket(ticket);
    if (!pending?.others) return;
    pending.others.gone += 1;
    pending.others.reached ||= reached;
    this.#requests.answerOrphan(pending, () => absentOrLeft(pending));
  }

  /** Asks whether old requests are still in somebody's hands: a process that was killed tells nobody. */
  #care(): void {
    const now = performance.now();
    // When this process itself was busy, answers may have come that it has not read yet.
    if (now - this.#lastCare > HELD_UP) this.#doubts.clear();
    this.#lastCare = now;
    this.#giveUpLost(now);
    const byNode = new Map<string, PendingRequest[]>();
    for (const pending of this.#requests.unconfirmedFor(ASK_AGE)) {
      if (!this.#doubts.has(pending)) this.#doubts.set(pending, now);
      if (this.#asking.has(pending)) continue;
      const nodeId = String(pending.request.to);
      const ofNode = byNode.get(nodeId);
      if (ofNode) ofNode.push(pending);
      else byNode.set(nodeId, [pending]);
    }
    for (const [nodeId, ofNode] of byNode) {
      for (let start = 0; start < ofNode.length; start += CARE_BATCH) {
        this.#askAbout(nodeId, ofNode.slice(start, start + CARE_BATCH));
      }
    }
  }

  /** Answers the requests whose answers may have been lost together with the connection to the other processes. */
  #giveUpLost(now: number): void {
    for (const [pending, since] of this.#doubts) {
      if (now - since < DOUBT_TIME) continue;
      this.#doubts.delete(pending);
      this.#requests.othersTook(pending, 0);
      const lost = `whether node ${quote(pending.request.to)} answers cannot be found out now`;
      this.#requests.answerOrphan(pending, () => errorText(ErrorKind.unreachable, lost));
    }
  }

  async #askAbout(nodeId: string, batch: readonly PendingRequest[]): Promise<void> {
    for (const pending of batch) this.#asking.add(pending);
    const tickets = batch.map(({ ticket = "" }) => ticket);
    const { answers, complete } = await this.#inquiries.ask(
      nodeChannel(nodeId),
      { about: "requests", tickets },
      () => {
        for (const pending of batch) this.#confirmed(pending);
      },
    );
    for (const pending of batch) this.#asking.delete(pending);
    if (!complete) return;
    batch.forEach((pending, index) => {
      if (!pending.others) return;
      const holders = answers.filter((held) => (held as readonly boolean[])[index] === true).length;
      pending.others.gone = 0;
      this.#requests.othersTook(pending, holders);
      this.#requests.answerOrphan(pending, () => left(pending));
    });
  }

  /** The processes that have the node can be reached: they need not be as quick to answer. */
  #confirmed(pending: PendingRequest): void {
    this.#doubts.delete(pending);
    if (pending.others) this.#requests.othersTook(pending, pending.others.took ?? 0);
  }
}

function absentOrLeft(pending: PendingRequest): string {
  return pending.others?.reached ? left(pending) : absent(pending);
}

function absent({ request }: PendingRequest): string {
  const page = request.to_page === undefined ? "" : `page ${quote(request.to_page)} of `;
  return errorText(ErrorKind.noSuchNode, `${page}node ${quote(request.to)}`);
}

function left({ request }: PendingRequest): string {
  return errorText(ErrorKind.wentAway, `node ${quote(request.to)} left before it answered`);
}

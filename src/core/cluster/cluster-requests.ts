import { ErrorKind, errorText } from "../../protocol";
import { quote } from "../log";
import type { PendingRequest } from "../requests/pending-request";
import type { Requests } from "../requests/requests";
import type { PublishOutcome } from "./ordered-publisher";
import { nodeChannel } from "./publication";
import type { Queries } from "./queries";

/** How often the requests that other processes hold are checked, in milliseconds. */
const CHECK_INTERVAL = 100;
/** After this time without confirmation, in milliseconds, the other processes are queried about a request. */
const CONFIRM_INTERVAL = 400;
/** When no query has been published for this long, in milliseconds, the reply may have been lost as well. */
const DOUBT_TIME = 800;
/** If our own timer fires this late, in milliseconds, the event loop was blocked: do not blame the backplane. */
const MAX_TIMER_DELAY = 300;
/** How many requests one query may name. */
const QUERY_BATCH = 500;

/** Checks the requests of this process that other processes received, so that none waits for a process that is gone. */
export class ClusterRequests {
  readonly #requests: Requests;
  readonly #queries: Queries;
  /** Runs while a request may be unconfirmed. */
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Requests with an open query. */
  readonly #queried = new Set<PendingRequest>();
  /** For each request without confirmation, since when queries about it have failed. */
  readonly #doubts = new Map<PendingRequest, number>();
  /** Requests that nobody held at the last query: a page that moves takes its own from one process to another. */
  readonly #unheld = new WeakSet<PendingRequest>();
  #lastCheck = 0;

  constructor(requests: Requests, queries: Queries) {
    this.#requests = requests;
    this.#queries = queries;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#doubts.clear();
  }

  /** Notes how many other processes received a request, or why none did. */
  published(pending: PendingRequest, outcome: PublishOutcome): void {
    const isDown = typeof outcome !== "number";
    this.#requests.setRecipients(pending, (isDown ? 0 : outcome) + (pending.cluster?.moved ?? 0));
    if (outcome !== 0) this.#startChecking();
    this.#requests.answerIfUnanswerable(pending, () =>
      isDown ? errorText(ErrorKind.unreachable, outcome.message) : absentOrLeft(pending),
    );
  }

  /** Another process has no page left that could answer a request. */
  receiveNack(correlationId: string, delivered: boolean): void {
    const pending = this.#requests.withCorrelationId(correlationId);
    if (!pending?.cluster) return;
    pending.cluster.unreachable += 1;
    pending.cluster.delivered ||= delivered;
    this.#requests.answerIfUnanswerable(pending, () => absentOrLeft(pending));
  }

  /** A page with requests came from another process or went to one. */
  moved(): void {
    this.#startChecking();
  }

  #startChecking(): void {
    if (this.#timer) return;
    this.#lastCheck = performance.now();
    this.#timer = setInterval(() => this.#check(), CHECK_INTERVAL);
    this.#timer.unref();
  }

  /** Queries the other processes about unconfirmed requests: a killed process sends no nack. */
  #check(): void {
    const now = performance.now();
    // While the event loop was blocked, responses may have arrived that have not been read yet.
    if (now - this.#lastCheck > MAX_TIMER_DELAY) this.#doubts.clear();
    this.#lastCheck = now;
    this.#answerLost(now);
    if (!this.#requests.areHeldElsewhere) {
      this.close();
      return;
    }
    const byNode = new Map<string, PendingRequest[]>();
    for (const pending of this.#requests.unconfirmedFor(CONFIRM_INTERVAL)) {
      if (!this.#doubts.has(pending)) this.#doubts.set(pending, now);
      if (this.#queried.has(pending)) continue;
      const nodeId = String(pending.request.to);
      const ofNode = byNode.get(nodeId);
      if (ofNode) ofNode.push(pending);
      else byNode.set(nodeId, [pending]);
    }
    for (const [nodeId, ofNode] of byNode) {
      for (let start = 0; start < ofNode.length; start += QUERY_BATCH) {
        this.#query(nodeId, ofNode.slice(start, start + QUERY_BATCH));
      }
    }
  }

  /** Answers the requests whose replies may have been lost together with the connection to the backplane. */
  #answerLost(now: number): void {
    for (const [pending, since] of this.#doubts) {
      if (now - since < DOUBT_TIME) continue;
      this.#doubts.delete(pending);
      this.#requests.setRecipients(pending, 0);
      const lost = `whether node ${quote(pending.request.to)} answers cannot be found out now`;
      this.#requests.answerIfUnanswerable(pending, () => errorText(ErrorKind.unreachable, lost));
    }
  }

  async #query(nodeId: string, batch: readonly PendingRequest[]): Promise<void> {
    for (const pending of batch) this.#queried.add(pending);
    const correlationIds = batch.map(({ correlationId = "" }) => correlationId);
    const { responses, complete } = await this.#queries.send(
      nodeChannel(nodeId),
      { about: "requests", correlationIds },
      () => {
        for (const pending of batch) this.#confirmed(pending);
      },
    );
    for (const pending of batch) this.#queried.delete(pending);
    if (!complete) return;
    batch.forEach((pending, index) => {
      if (!pending.cluster) return;
      const holders = responses.filter((held) => (held as readonly boolean[])[index] === true).length;
      if (holders === 0 && !this.#unheld.has(pending)) {
        this.#unheld.add(pending);
        return;
      }
      if (holders > 0) this.#unheld.delete(pending);
      pending.cluster.unreachable = 0;
      this.#requests.setRecipients(pending, holders);
      this.#requests.answerIfUnanswerable(pending, () => left(pending));
    });
  }

  /** A query was published, so the processes that have the node can be reached. Their responses may take longer. */
  #confirmed(pending: PendingRequest): void {
    this.#doubts.delete(pending);
    if (pending.cluster) this.#requests.setRecipients(pending, pending.cluster.recipients ?? 0);
  }
}

function absentOrLeft(pending: PendingRequest): string {
  return pending.cluster?.delivered ? left(pending) : absent(pending);
}

function absent({ request }: PendingRequest): string {
  const page = request.to_page === undefined ? "" : `page ${quote(request.to_page)} of `;
  return errorText(ErrorKind.noSuchNode, `${page}node ${quote(request.to)}`);
}

function left({ request }: PendingRequest): string {
  return errorText(ErrorKind.wentAway, `node ${quote(request.to)} left before it answered`);
}

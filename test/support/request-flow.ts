import { type Message, memberOf } from "../../src/protocol";
import { getRequest, replyTo } from "./messages";
import { until } from "./until";
import type { WireClient } from "./wire-client";

/** A request of a flow, and what became of it; times in milliseconds, on the clock of `performance`. */
export interface FlowRequest {
  readonly sentAt: number;
  /** `undefined` while it waits. */
  settledAt: number | undefined;
  /** `undefined` for an answer of the other page. */
  error: string | undefined;
}

/** Requests that go from one page to another at a steady rate, each followed to its end. */
export interface RequestFlow {
  readonly requests: readonly FlowRequest[];
  /** Settles once a request that is sent from now on was answered by the other page. */
  answered(): Promise<void>;
  /** Sends no more. */
  pause(): void;
  /** Sends no more and waits for what becomes of the last. */
  stop(): Promise<FlowSummary>;
}

/** What became of the requests of a flow. */
export interface FlowSummary {
  readonly sent: number;
  readonly answered: number;
  readonly failed: readonly FlowRequest[];
  /** The longest time until an answer, and until an error, in milliseconds. */
  readonly slowestAnswer: number;
  readonly slowestError: number;
  /** The longest time between two answers. */
  readonly longestGap: number;
  /** Answers that came after an error, and errors of the server for what the page had given up already. */
  readonly late: number;
  /** Other answers and errors to requests that had one already. */
  readonly duplicates: number;
}

/** A page that takes part in a flow. */
export interface FlowPage extends Pick<WireClient, "send" | "next"> {
  /** Of a page that returns after a loss: whether it is there. */
  isConnected?(): boolean;
  onLost?(listener: () => void): void;
}

const TICK = 20;

/** Lets a page ask another, which answers at once. Both are registered, and read by nobody else. */
export function startFlow(
  [from, asker]: readonly [nodeId: string, page: FlowPage],
  [to, answerer]: readonly [nodeId: string, page: FlowPage],
  perSecond: number,
): RequestFlow {
  const requests: FlowRequest[] = [];
  const byId = new Map<unknown, FlowRequest>();
  /** What the asking page itself took for lost. */
  const givenUp = new Set<FlowRequest>();
  let late = 0;
  let duplicates = 0;

  function settle(request: FlowRequest | undefined, error: string | undefined): void {
    if (!request) throw new Error("an answer came that nobody waits for");
    request.settledAt = performance.now();
    request.error = error;
  }

  function receive({ message_type: type, body }: Message): void {
    if (type !== "select_and_get_reply") return;
    const request = byId.get(memberOf(body, "in_reply_to"));
    const error = memberOf(body, "error");
    if (request?.settledAt === undefined) settle(request, typeof error === "string" ? error : undefined);
    else if (request.error !== undefined && error === null) late += 1;
    else if (givenUp.delete(request)) late += 1;
    else duplicates += 1;
  }

  read(asker, receive);
  read(answerer, (request) => {
    if (request.message_type === "select_and_get") answerer.send(replyTo(request, 1));
  });
  asker.onLost?.(() => {
    for (const request of requests.filter(isWaiting)) {
      settle(request, "disconnected");
      givenUp.add(request);
    }
  });

  let owed = 0;
  const timer = setInterval(() => {
    if (asker.isConnected?.() === false) return;
    owed += (perSecond * TICK) / 1000;
    for (; owed >= 1; owed -= 1) {
      const message = getRequest(from, to);
      const request: FlowRequest = { sentAt: performance.now(), settledAt: undefined, error: undefined };
      requests.push(request);
      byId.set(message.message_id, request);
      asker.send(message);
    }
  }, TICK);

  function pause(): void {
    clearInterval(timer);
  }

  return {
    requests,
    answered() {
      const first = requests.length;
      return until(() => requests.slice(first).some(isAnswered));
    },
    pause,
    async stop() {
      pause();
      await until(() => !requests.some(isWaiting));
      const answered = requests.filter(isAnswered);
      const failed = requests.filter(({ error }) => error !== undefined);
      return {
        sent: requests.length,
        answered: answered.length,
        failed,
        slowestAnswer: slowest(answered),
        slowestError: slowest(failed),
        longestGap: longestGap(answered),
        late,
        duplicates,
      };
    },
  };
}

/** Counts errors by their kind. */
export function errorKinds(failed: readonly FlowRequest[]): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const { error = "" } of failed) {
    const [kind = ""] = error.split(":");
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}

function isWaiting({ settledAt }: FlowRequest): boolean {
  return settledAt === undefined;
}

function isAnswered({ settledAt, error }: FlowRequest): boolean {
  return settledAt !== undefined && error === undefined;
}

function slowest(requests: readonly FlowRequest[]): number {
  const times = requests.map(({ sentAt, settledAt = sentAt }) => settledAt - sentAt);
  return Math.round(times.reduce((longest, time) => Math.max(longest, time), 0));
}

function longestGap(answered: readonly FlowRequest[]): number {
  const times = answered.map(({ settledAt = 0 }) => settledAt).sort((one, other) => one - other);
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  return Math.round(gaps.reduce((longest, gap) => Math.max(longest, gap), 0));
}

async function read(page: FlowPage, receive: (message: Message) => void): Promise<never> {
  for (;;) receive(await page.next());
}

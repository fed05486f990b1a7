import type { Worker } from "node:cluster";

/**
 * How workers find each other: the primary tells each which workers listened before it, and lets them take pages once
 * all have joined. Everything else goes between the workers directly.
 */
export type MembershipMessage =
  /** From a worker: it listens for the other workers. */
  | { readonly jqluster: "joining" }
  /** The answer: the numbers of the workers that listened before. */
  | { readonly jqluster: "members"; readonly members: readonly number[] }
  /** From a worker: it is linked with the others. */
  | { readonly jqluster: "joined" }
  /** The answer: it may take pages. */
  | { readonly jqluster: "start" };

/** A worker: tells the primary that it listens. @returns The numbers of the workers that listened before. */
export async function workersBefore(): Promise<readonly number[]> {
  const answer = await askPrimary({ jqluster: "joining" }, "members");
  return answer.jqluster === "members" ? answer.members : [];
}

/** A worker: tells the primary that it is linked with the others. @returns Settled when it may take pages. */
export async function mayStart(): Promise<void> {
  await askPrimary({ jqluster: "joined" }, "start");
}

function askPrimary(
  question: MembershipMessage,
  answer: MembershipMessage["jqluster"],
): Promise<MembershipMessage> {
  return new Promise((resolve) => {
    function receive(message: unknown): void {
      if (!isMembershipMessage(message) || message.jqluster !== answer) return;
      process.off("message", receive);
      resolve(message);
    }
    process.on("message", receive);
    // Without a primary there is no answer, but this process is about to stop then.
    process.send?.(question, () => {});
  });
}

/** The primary's list of the workers that are there. */
export class Membership {
  readonly #expected: number;
  readonly #members = new Map<number, Worker>();
  readonly #waiting: Worker[] = [];
  #joined = 0;
  #isListening = false;

  /** @param expected - How many workers start together. */
  constructor(expected: number) {
    this.#expected = expected;
  }

  /** The worker of a number, if it is there. */
  get(number: number): Worker | undefined {
    return this.#members.get(number);
  }

  /** Adds a worker that was just started, under a number that was never used before. */
  add(number: number, worker: Worker): void {
    worker.on("message", (message: unknown) => {
      if (!isMembershipMessage(message)) return;
      if (message.jqluster === "joining") {
        tell(worker, { jqluster: "members", members: [...this.#members.keys()] });
        this.#members.set(number, worker);
      } else if (message.jqluster === "joined") this.#letStart(worker);
    });
    worker.on("exit", () => this.#members.delete(number));
  }

  /** The first worker listens, so the port is available. */
  listening(): void {
    this.#isListening = true;
    for (const worker of this.#waiting.splice(0)) tell(worker, { jqluster: "start" });
  }

  /** When all workers have joined, starts one alone, so that an unavailable port is reported once. The rest follow. */
  #letStart(worker: Worker): void {
    this.#joined += 1;
    this.#waiting.push(worker);
    if (this.#isListening) this.listening();
    else if (this.#joined === this.#expected) {
      const [first] = this.#waiting.splice(0, 1);
      if (first) tell(first, { jqluster: "start" });
    }
  }
}

function tell(worker: Worker, message: MembershipMessage): void {
  // A worker that has ended needs no answer.
  if (worker.isConnected()) worker.send(message, () => {});
}

function isMembershipMessage(message: unknown): message is MembershipMessage {
  const kind = (message as { jqluster?: unknown } | null)?.jqluster;
  return kind === "joining" || kind === "members" || kind === "joined" || kind === "start";
}

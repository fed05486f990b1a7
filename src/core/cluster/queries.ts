import type { JsonValue } from "../../protocol";
import type { OrderedPublisher } from "./ordered-publisher";
import { encodePublication, type Question } from "./publication";

/** How long the other processes have to answer, in milliseconds. */
const ANSWER_TIME = 1000;

/** What came back on a question. */
export interface Answers {
  readonly answers: readonly JsonValue[];
  /** Whether every process that took the question answered it. */
  readonly complete: boolean;
}

interface Inquiry {
  readonly answers: JsonValue[];
  readonly settle: (answers: Answers) => void;
  /** How many answers there will be; `undefined` until the backplane has told. */
  expected: number | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Asks the other processes and gathers their answers: the backplane tells how many there will be. */
export class Inquiries {
  readonly #publisher: OrderedPublisher;
  readonly #processId: string;
  readonly #open = new Map<number, Inquiry>();
  #counter = 0;

  constructor(publisher: OrderedPublisher, processId: string) {
    this.#publisher = publisher;
    this.#processId = processId;
  }

  /**
   * Asks every process that subscribed to the channel. Never rejects.
   *
   * @param onTaken - Called when it is known how many processes were asked, which may be none.
   */
  ask(channel: string, question: Question, onTaken: () => void = () => {}): Promise<Answers> {
    this.#counter += 1;
    const ask = this.#counter;
    return new Promise((resolve) => {
      const inquiry: Inquiry = { answers: [], settle: resolve, expected: undefined, timer: undefined };
      this.#open.set(ask, inquiry);
      const publication = encodePublication({ kind: "ask", process: this.#processId, ask, question });
      this.#publisher.publish(channel, publication, (outcome) => {
        if (typeof outcome !== "number") {
          this.#close(ask, false);
          return;
        }
        onTaken();
        inquiry.expected = outcome;
        if (inquiry.answers.length >= outcome) this.#close(ask, true);
        else if (this.#open.has(ask)) inquiry.timer = setTimeout(() => this.#close(ask, false), ANSWER_TIME);
      });
    });
  }

  /** An answer came. */
  answered(ask: number, answer: JsonValue): void {
    const inquiry = this.#open.get(ask);
    if (!inquiry) return;
    inquiry.answers.push(answer);
    if (inquiry.expected !== undefined && inquiry.answers.length >= inquiry.expected) this.#close(ask, true);
  }

  /** Ends all questions with the answers there are. */
  close(): void {
    for (const ask of this.#open.keys()) this.#close(ask, false);
  }

  #close(ask: number, complete: boolean): void {
    const inquiry = this.#open.get(ask);
    if (!inquiry) return;
    this.#open.delete(ask);
    clearTimeout(inquiry.timer);
    inquiry.settle({ answers: inquiry.answers, complete });
  }
}

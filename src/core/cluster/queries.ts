import type { JsonValue } from "../../protocol";
import type { OrderedPublisher, PublishOutcome } from "./ordered-publisher";
import { encodePublication, type Query } from "./publication";

/** How long the other processes have to respond, in milliseconds. */
const RESPONSE_TIME = 1000;

/** The responses to a query. */
export interface Responses {
  readonly responses: readonly JsonValue[];
  /** Whether every process that received the query responded. */
  readonly complete: boolean;
}

interface OpenQuery {
  readonly responses: JsonValue[];
  readonly settle: (responses: Responses) => void;
  /** How many responses there will be; `undefined` until the backplane has told. */
  expected: number | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Sends queries to the other processes and collects the responses: the backplane tells how many there will be. */
export class Queries {
  readonly #publisher: OrderedPublisher;
  readonly #processId: string;
  readonly #open = new Map<number, OpenQuery>();
  #counter = 0;

  constructor(publisher: OrderedPublisher, processId: string) {
    this.#publisher = publisher;
    this.#processId = processId;
  }

  /**
   * Sends a query to every process that subscribed to the channel. Never rejects.
   *
   * @param onPublished - Called when it is known how many processes received the query, which may be none.
   */
  send(channel: string, query: Query, onPublished: () => void = () => {}): Promise<Responses> {
    this.#counter += 1;
    const id = this.#counter;
    return new Promise((resolve) => {
      const open: OpenQuery = { responses: [], settle: resolve, expected: undefined, timer: undefined };
      this.#open.set(id, open);
      const publication = () => encodePublication({ kind: "query", process: this.#processId, id, query });
      const onOutcome = (outcome: PublishOutcome) => {
        if (typeof outcome !== "number") {
          this.#finish(id, false);
          return;
        }
        onPublished();
        open.expected = outcome;
        if (open.responses.length >= outcome) this.#finish(id, true);
        else if (this.#open.has(id)) open.timer = setTimeout(() => this.#finish(id, false), RESPONSE_TIME);
      };
      // A page waits for what is kept, and for its session: it does not wait for processes that may come back.
      const isOnce = query.about === "kept" || query.about === "session";
      this.#publisher.publish(channel, publication, onOutcome, isOnce);
    });
  }

  /** Takes a response. */
  receive(id: number, response: JsonValue): void {
    const open = this.#open.get(id);
    if (!open) return;
    open.responses.push(response);
    if (open.expected !== undefined && open.responses.length >= open.expected) this.#finish(id, true);
  }

  /** Ends all queries with the responses received so far. */
  close(): void {
    for (const id of this.#open.keys()) this.#finish(id, false);
  }

  #finish(id: number, complete: boolean): void {
    const open = this.#open.get(id);
    if (!open) return;
    this.#open.delete(id);
    clearTimeout(open.timer);
    open.settle({ responses: open.responses, complete });
  }
}

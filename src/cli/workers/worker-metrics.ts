import type { Backplane } from "../../core";

/** How long the other workers may take to answer, in milliseconds. */
const ANSWER_TIME = 1000;
const QUERIES = "metrics";

/** One worker's metrics, as values. */
export type MetricValues = readonly object[];

interface Query {
  readonly worker: number;
  readonly id: number;
}

interface Answer {
  readonly id: number;
  readonly values: MetricValues;
}

/** Sums up the metrics of all workers, since a request for them may reach any worker. */
export class WorkerMetrics {
  readonly #channel: Backplane;
  readonly #worker: number;
  readonly #own: () => Promise<MetricValues>;
  readonly #waiting = new Map<number, (values: MetricValues) => void>();
  #counter = 0;

  /**
   * @param channel - Joins the workers of this machine and nobody else.
   * @param worker - The number of this worker.
   * @param own - Gives this worker's metrics.
   */
  constructor(channel: Backplane, worker: number, own: () => Promise<MetricValues>) {
    this.#channel = channel;
    this.#worker = worker;
    this.#own = own;
    channel.subscribe(QUERIES, (payload) => this.#answer(JSON.parse(payload) as Query));
    channel.subscribe(answersTo(worker), (payload) => {
      const { id, values } = JSON.parse(payload) as Answer;
      this.#waiting.get(id)?.(values);
    });
  }

  /** The metrics of all workers that answer in time, as Prometheus reads them. */
  async text(): Promise<string> {
    const all = [await this.#own(), ...(await this.#ofOthers())];
    // Loaded only where it is used, as the metrics themselves.
    const { AggregatorRegistry } = await import("prom-client");
    return AggregatorRegistry.aggregate([...all.map((values) => [...values])]).metrics();
  }

  async #ofOthers(): Promise<MetricValues[]> {
    this.#counter += 1;
    const id = this.#counter;
    const gathered: MetricValues[] = [];
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const timer = setTimeout(finish, ANSWER_TIME);
    let expected = Number.POSITIVE_INFINITY;
    this.#waiting.set(id, (values) => {
      if (gathered.push(values) >= expected) finish();
    });
    const query: Query = { worker: this.#worker, id };
    this.#channel.publish(QUERIES, JSON.stringify(query)).then(
      (count) => {
        expected = count;
        if (gathered.length >= expected) finish();
      },
      () => finish(),
    );
    await finished;
    clearTimeout(timer);
    this.#waiting.delete(id);
    return gathered;
  }

  async #answer({ worker, id }: Query): Promise<void> {
    const answer: Answer = { id, values: await this.#own() };
    // The request does not wait without limit.
    await this.#channel.publish(answersTo(worker), JSON.stringify(answer)).catch(() => {});
  }
}

function answersTo(worker: number): string {
  return `metrics:${worker}`;
}

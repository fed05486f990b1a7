import { type Observer, silentObserver } from "../../core";
import { MessageType } from "../../protocol";
import type { MeasuredParts, PrometheusMetrics } from "./prometheus";
import { Tallies } from "./tallies";

const KNOWN_TYPES: ReadonlySet<string> = new Set(Object.values(MessageType));

/** Counts what a service does, for Prometheus. */
export class ServiceMetrics {
  readonly #tallies = new Tallies();
  #parts: MeasuredParts | undefined;
  #prometheus: PrometheusMetrics | undefined;

  /** To be told of what happens. */
  readonly observer: Observer;

  /** @param also - Is told as well. */
  constructor(also: Observer = silentObserver) {
    const tallies = this.#tallies;
    this.observer = {
      opened(transport) {
        tallies.open.add(transport);
        also.opened(transport);
      },
      closed(transport, reason) {
        tallies.open.add(transport, "", -1);
        tallies.closed.add(transport, reason ?? "none");
        also.closed(transport, reason);
      },
      refused(reason) {
        tallies.refused.add(reason);
        also.refused(reason);
      },
      distributed(messageType, outcome, targets) {
        // Pages name their types as they like; as labels they would be without number.
        tallies.messages.add(KNOWN_TYPES.has(messageType) ? messageType : "other", outcome);
        tallies.deliveries += targets;
        also.distributed(messageType, outcome, targets);
      },
      delivered(seconds) {
        tallies.deliveryTimes.add(seconds);
        also.delivered(seconds);
      },
      unanswered(why) {
        tallies.unanswered.add(why);
        also.unanswered(why);
      },
    };
  }

  /** Begins to measure the parts of the service. */
  measure(parts: MeasuredParts): void {
    this.#parts = parts;
  }

  /** The metrics as Prometheus reads them. */
  text(): Promise<string> {
    return this.#forPrometheus().text();
  }

  /** The metrics as values, to be summed up with those of other workers. */
  values(): Promise<object[]> {
    return this.#forPrometheus().values();
  }

  #forPrometheus(): PrometheusMetrics {
    if (this.#prometheus) return this.#prometheus;
    // Loaded only now: many a service is never asked, and starts sooner without it.
    const { PrometheusMetrics } = require("./prometheus") as typeof import("./prometheus");
    this.#prometheus = new PrometheusMetrics(this.#tallies, this.#parts);
    return this.#prometheus;
  }
}

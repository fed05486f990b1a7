import { Counter, type CounterConfiguration } from "prom-client";
import type { DistributionOutcome } from "../../core";
import { MessageType } from "../../protocol";

const KNOWN_TYPES: ReadonlySet<string> = new Set(Object.values(MessageType));

/** Counts messages by type and by what became of them, at next to no cost on the way of a message. */
export class MessageCounter extends Counter<"type" | "outcome"> {
  readonly #counts: Map<string, Map<DistributionOutcome, number>>;

  constructor(configuration: Omit<CounterConfiguration<"type" | "outcome">, "collect" | "labelNames">) {
    const counts = new Map<string, Map<DistributionOutcome, number>>();
    super({
      ...configuration,
      labelNames: ["type", "outcome"],
      collect() {
        this.reset();
        for (const [type, outcomes] of counts) {
          for (const [outcome, count] of outcomes) this.inc({ type, outcome }, count);
        }
      },
    });
    this.#counts = counts;
  }

  /** Counts one message. */
  add(messageType: string, outcome: DistributionOutcome): void {
    // Pages name their types as they like; as labels they would be without number.
    const type = KNOWN_TYPES.has(messageType) ? messageType : "other";
    let outcomes = this.#counts.get(type);
    if (!outcomes) {
      outcomes = new Map();
      this.#counts.set(type, outcomes);
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
}

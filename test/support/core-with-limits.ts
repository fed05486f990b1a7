import { JqlusterServer, type JqlusterServerOptions, type Observer, silentObserver } from "../../src/core";
import { joinerOf } from "./join";

/** What a core told its observer, in order. */
export type Observation = readonly [name: keyof Observer, ...args: unknown[]];

/** An observer that writes down what it is told. */
export function recordingObserver(): { readonly observer: Observer; readonly seen: Observation[] } {
  const seen: Observation[] = [];
  const entries = (Object.keys(silentObserver) as (keyof Observer)[]).map((name) => [
    name,
    (...args: unknown[]) => seen.push([name, ...args]),
  ]);
  return { observer: Object.fromEntries(entries) as Observer, seen };
}

/** A core with limits; its connections keep what they are sent, beside a record of what the observer was told. */
export function coreWithLimits(options: JqlusterServerOptions = {}) {
  const { observer, seen } = recordingObserver();
  const server = new JqlusterServer({ observer, ...options });

  return { server, join: joinerOf(server), seen };
}

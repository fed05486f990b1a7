import { JqlusterServer, type JqlusterServerOptions, type Observer, silentObserver } from "../../src/core";
import type { Message } from "../../src/protocol";
import { register } from "./messages";

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

  function join(uniqueId: string, nodeId: string, pageId?: string): Message[] {
    const inbox: Message[] = [];
    server.register({
      uniqueId,
      message: register(nodeId, pageId),
      sender: (message) => inbox.push(message),
    });
    inbox.length = 0;
    return inbox;
  }

  return { server, join, seen };
}

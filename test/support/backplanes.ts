import { createRedisBackplane } from "../../src/backplanes/redis";
import { createWorkerBackplane, type ProcessChannel } from "../../src/backplanes/worker-channel";
import { WorkerHub } from "../../src/backplanes/worker-hub";
import type { Backplane } from "../../src/core";
import { MemoryBus } from "./memory-backplane";
import { startRedis } from "./redis";
import { until } from "./until";

/** A way for processes to reach each other. */
export interface BackplaneHarness {
  /** Connects one more process and waits until it is up. */
  connect(): Promise<Backplane>;
  close(): Promise<void>;
}

async function memory(): Promise<BackplaneHarness> {
  const bus = new MemoryBus();
  return { connect: async () => bus.connect(), close: async () => {} };
}

async function redis(): Promise<BackplaneHarness> {
  const server = await startRedis();
  return {
    connect: async () => {
      const backplane = createRedisBackplane({ url: server.url });
      await until(() => backplane.isUp);
      return backplane;
    },
    close: () => server.stop(),
  };
}

/** Two joined ends that carry what a channel between processes carries: copies, later, in order. */
export function channelPair(): [ProcessChannel, ProcessChannel] {
  const listeners: [Set<(message: unknown) => void>, Set<(message: unknown) => void>] = [
    new Set(),
    new Set(),
  ];
  const end = (
    own: Set<(message: unknown) => void>,
    other: Set<(message: unknown) => void>,
  ): ProcessChannel => ({
    send(message) {
      const text = JSON.stringify(message);
      setImmediate(() => {
        for (const listener of other) listener(JSON.parse(text));
      });
    },
    onMessage(listener) {
      own.add(listener);
      return () => own.delete(listener);
    },
  });
  return [end(listeners[0], listeners[1]), end(listeners[1], listeners[0])];
}

async function workerChannel(): Promise<BackplaneHarness> {
  const hub = new WorkerHub();
  return {
    connect: async () => {
      const [worker, primary] = channelPair();
      hub.connect(primary);
      return createWorkerBackplane(worker);
    },
    close: async () => {},
  };
}

/** Every backplane, by name. */
export const BACKPLANES: Readonly<Record<string, () => Promise<BackplaneHarness>>> = {
  memory,
  redis,
  "the workers' channel": workerChannel,
};

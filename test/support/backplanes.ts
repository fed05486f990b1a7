import { createRedisBackplane } from "../../src/backplanes/redis";
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

/** Every backplane, by name. */
export const BACKPLANES: Readonly<Record<string, () => Promise<BackplaneHarness>>> = { memory, redis };

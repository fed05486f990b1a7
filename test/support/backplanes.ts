import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { joinMesh } from "../../src/backplanes/mesh/mesh";
import { createRedisBackplane } from "../../src/backplanes/redis";
import type { Backplane } from "../../src/core";
import { MemoryBus } from "./memory-backplane";
import { type RedisServer, startRedis, startRedisCluster } from "./redis";
import { until } from "./until";

/** A way for processes to reach each other. */
export interface BackplaneHarness {
  /** Connects one more process and waits until it is up. */
  connect(): Promise<Backplane>;
  /** Removes what is stored, when all processes have ended. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

async function memory(): Promise<BackplaneHarness> {
  const bus = new MemoryBus();
  return { connect: async () => bus.connect(), clear: async () => {}, close: async () => {} };
}

async function redis(): Promise<BackplaneHarness> {
  const server = await startRedis();
  return {
    connect: async () => {
      const backplane = createRedisBackplane({ url: server.url });
      await until(() => backplane.isUp);
      return backplane;
    },
    clear: () => removeAll(server),
    close: () => server.stop(),
  };
}

async function removeAll({ url }: RedisServer): Promise<void> {
  const admin = new Redis(url);
  await admin.flushall();
  admin.disconnect();
}

async function redisCluster(): Promise<BackplaneHarness> {
  const cluster = await startRedisCluster();
  return {
    connect: async () => {
      const backplane = createRedisBackplane({ url: cluster.url });
      await until(() => backplane.isUp);
      return backplane;
    },
    clear: async () => {
      await Promise.all(cluster.servers.map(removeAll));
    },
    close: () => cluster.stop(),
  };
}

/** A mesh of processes that are objects of one program, but joined by real sockets. */
async function mesh(): Promise<BackplaneHarness> {
  const folder = mkdtempSync(join(tmpdir(), "jqluster-mesh-"));
  const members: number[] = [];
  let number = 0;
  return {
    connect: () => {
      number += 1;
      const own = number;
      return joinMesh({
        number: own,
        addressOf: (member) => join(folder, `${member}.sock`),
        members: async () => {
          const before = [...members];
          members.push(own);
          return before;
        },
      });
    },
    clear: async () => {},
    close: async () => rmSync(folder, { recursive: true }),
  };
}

/** Every backplane, by name. */
export const BACKPLANES: Readonly<Record<string, () => Promise<BackplaneHarness>>> = {
  memory,
  redis,
  "Redis Cluster": redisCluster,
  "the mesh of workers": mesh,
};

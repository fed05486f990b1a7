import { type Backplane, type Logger, silentLogger } from "../core";
import { RedisBackplane } from "./redis-backplane";
import { RedisClusterBackplane } from "./redis-cluster";

/** Options of {@link createRedisBackplane}. */
export interface RedisBackplaneOptions {
  /**
   * Where Redis is: `redis://[user:password@]host[:port][/number]`, `rediss://…` with TLS.
   * Processes with different numbers do not hear each other.
   * `?cluster=true` at the end: it is a server of a Redis Cluster, which need not be a particular one.
   */
  readonly url: string;
  /**
   * Where log lines go.
   * @default silent
   */
  readonly logger?: Logger;
}

/**
 * Joins processes by the publish/subscribe of a Redis 7 or Valkey server, or by the sharded one of a
 * Redis Cluster. There, order holds among the channels of one room, not between rooms.
 * It connects at once, and again whenever the connection is lost; meanwhile only local delivery works.
 *
 * @throws TypeError when the URL is not one of Redis.
 * @example
 * const backplane = createRedisBackplane({ url: "redis://localhost:6379" });
 * const jqluster = attachJqluster(httpServer, { backplane });
 * // and at the end
 * await jqluster.close();
 * await backplane.close();
 */
export function createRedisBackplane(options: RedisBackplaneOptions): Backplane {
  if (!URL.canParse(options.url) || !/^rediss?:$/.test(new URL(options.url).protocol)) {
    throw new TypeError("the URL of Redis must look like redis://host:6379 or rediss://user:password@host");
  }
  const { logger = silentLogger } = options;
  const url = new URL(options.url);
  const isCluster = url.searchParams.get("cluster") === "true";
  const number = url.pathname.slice(1);
  url.pathname = "";
  url.search = "";
  const prefix = number === "" || number === "0" ? "jqluster:" : `jqluster:${number}:`;
  if (isCluster) return new RedisClusterBackplane({ url, prefix, logger });
  return new RedisBackplane({ url, prefix, isShard: false, logger });
}

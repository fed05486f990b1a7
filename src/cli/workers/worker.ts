import cluster from "node:cluster";
import { createRedisBackplane } from "../../backplanes/redis";
import { createWorkerBackplane } from "../../backplanes/worker-channel";
import type { CommandOptions } from "../../options/options";
import { assembleService } from "../../service/service";
import { createLogger } from "../logger";
import { onStopSignal } from "../run-service";
import { SOCKET_FOLDER } from "./primary";
import { channelToPrimary } from "./process-channels";
import { forwardSessions, sessionPrefix } from "./session-forwarder";
import { WorkerMetrics } from "./worker-metrics";

/**
 * Runs the service as one of several workers of a primary process, until that tells it to stop or is gone.
 *
 * @param onError - Told when it could not stop in order.
 * @throws Error when the address cannot be had; nothing runs then.
 */
export async function runWorker(
  { redis, workers: _workers, ...options }: CommandOptions,
  onError: (error: unknown) => void,
): Promise<void> {
  const number = cluster.worker?.id ?? 0;
  const logger = createLogger({ ...options, worker: number });
  const channel = createWorkerBackplane(channelToPrimary());
  const joined = redis === undefined ? undefined : createRedisBackplane({ url: redis, logger });
  const service = assembleService(
    { ...options, logger, backplane: joined ?? channel },
    { sessionIdPrefix: sessionPrefix(number), metricsText: () => metrics.text() },
  );
  const metrics = new WorkerMetrics(channel, number, () => service.metrics.values());
  const stopForwarding = await forwardSessions({
    server: service.httpServer,
    worker: number,
    folder: process.env[SOCKET_FOLDER] ?? "",
    socketIoPath: options.socketIoPath,
  });

  async function stop(): Promise<void> {
    await service.close();
    stopForwarding();
    await joined?.close();
    await channel.close();
    if (process.connected) process.disconnect();
  }

  onStopSignal(logger, () => stop().catch(onError));
  process.on("disconnect", () => {
    channel.disconnected();
    stop().catch(onError);
  });
  try {
    await service.listen();
  } catch (error) {
    await stop();
    throw error;
  }
}

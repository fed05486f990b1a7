import { joinMesh } from "../../backplanes/mesh/mesh";
import { createRedisBackplane } from "../../backplanes/redis";
import { type CommandOptions, serviceOptionsOf } from "../../options/options";
import { assembleService } from "../../service/service";
import { createLogger } from "../logger";
import { onStopSignal } from "../stop-signal";
import { mayStart, workersBefore } from "./membership";
import { Placement, sessionPrefix } from "./placement";
import { forwardRequests } from "./request-forwarder";
import { localSocket, type WorkerEnvironment } from "./worker-environment";
import { WorkerMetrics } from "./worker-metrics";

/**
 * Runs the service as one of several workers of a primary process, until that tells it to stop or is gone.
 *
 * @param environment - What the primary told this process.
 * @param onError - Told when it could not stop in order.
 * @throws Error when the address is not available; nothing runs then.
 */
export async function runWorker(
  options: CommandOptions,
  { folder, number }: WorkerEnvironment,
  onError: (error: unknown) => void,
): Promise<void> {
  const { redis, workers } = options;
  const logger = createLogger({ ...options, worker: number });
  const mesh = await joinMesh({
    number,
    addressOf: (worker) => localSocket(folder, "mesh", worker),
    members: workersBefore,
    logger,
  });
  const joined = redis === undefined ? undefined : createRedisBackplane({ url: redis, logger });
  const service = assembleService(
    { ...serviceOptionsOf(options), logger, backplane: joined ?? mesh },
    { sessionIdPrefix: sessionPrefix(number), metricsText: () => metrics.text() },
  );
  const metrics = new WorkerMetrics(mesh, number, () => service.metrics.values());
  const stopForwarding = await forwardRequests({
    server: service.httpServer,
    worker: number,
    folder,
    placement: new Placement({
      worker: number,
      workers,
      members: () => mesh.members,
      socketIoPath: options.socketIoPath,
      websocketPath: options.websocketPath,
    }),
  });

  async function stop(): Promise<void> {
    await service.close();
    stopForwarding();
    await joined?.close();
    await mesh.close();
    if (process.connected) process.disconnect();
  }

  onStopSignal(logger, () => stop().catch(onError));
  process.on("disconnect", () => stop().catch(onError));
  await mayStart();
  try {
    await service.listen();
  } catch (error) {
    await stop();
    throw error;
  }
}

import { createRedisBackplane } from "../backplanes/redis";
import type { Logger } from "../core";
import { type CommandOptions, serviceOptionsOf } from "../options/options";
import type { ListeningAddress } from "../service/listening-address";
import { createService } from "../service/service";
import { createLogger } from "./logger";
import { onStopSignal } from "./stop-signal";

/** A service that runs with all that the command line asked for. */
export interface RunningService {
  readonly logger: Logger;
  readonly address: ListeningAddress;
}

/**
 * Runs the service as the command line asks for it, until the process is told to stop.
 *
 * @param onError - Told when it could not stop in order.
 * @throws Error when the address is not available; nothing runs then.
 */
export async function runService(
  options: CommandOptions,
  onError: (error: unknown) => void,
): Promise<RunningService> {
  const logger = createLogger(options);
  const { redis } = options;
  const backplane = redis === undefined ? undefined : createRedisBackplane({ url: redis, logger });
  const service = createService({
    ...serviceOptionsOf(options),
    logger,
    ...(backplane ? { backplane } : {}),
  });

  async function stop(): Promise<void> {
    await service.close();
    await backplane?.close();
  }

  onStopSignal(logger, () => stop().catch(onError));
  try {
    return { logger, address: await service.listen() };
  } catch (error) {
    await stop();
    throw error;
  }
}

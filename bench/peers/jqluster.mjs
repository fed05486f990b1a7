// jQluster itself with all its checks, as `npm start` runs it; only limits that the load would reach are raised.
import { createRedisBackplane, createService } from "../../dist/index.mjs";
import { answerParent } from "./answer-parent.mjs";

const [redisUrl, resumeTimeout, limits] = process.argv.slice(2);
const backplane = redisUrl ? createRedisBackplane({ url: redisUrl }) : undefined;
const service = createService({
  port: 0,
  ...(limits !== "defaults" && { rateLimit: 1_000_000, maxConnections: 100_000 }),
  ...(resumeTimeout && { resumeTimeout: Number(resumeTimeout) }),
  ...(backplane && { backplane }),
});
const { port } = await service.listen();
answerParent(port, async () => {
  await service.close();
  await backplane?.close();
});

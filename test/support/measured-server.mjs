// A service in a process of its own, whose memory can be looked at apart from its clients'. Run by measured-service.ts.
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const { createService } = createRequire(import.meta.url)("../../dist/index.js");

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");
let peak = 0;
const sampler = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 10);
sampler.unref();

/** @type {Record<"closed" | "refused" | "unanswered", Record<string, number>>} */
const observed = { closed: {}, refused: {}, unanswered: {} };

/** @param {keyof typeof observed} what @param {string} kind */
function count(what, kind) {
  observed[what][kind] = (observed[what][kind] ?? 0) + 1;
}

/** @type {import("../../src/index.ts").Observer} */
const observer = {
  opened: () => {},
  closed: (_transport, reason) => count("closed", reason ?? "left"),
  refused: (reason) => count("refused", reason),
  distributed: () => {},
  delivered: () => {},
  unanswered: (why) => count("unanswered", why),
};

const service = createService({ port: 0, observer, ...JSON.parse(process.argv[2] ?? "{}") });
const { url } = await service.listen();

// Also when the tests end without a word.
process.on("disconnect", () => service.close());
process.on("message", async (question) => {
  if (question === "stop") {
    await service.close();
    process.disconnect();
    return;
  }
  const { user, system } = process.cpuUsage();
  collectGarbage();
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({
    heapUsed,
    rss,
    peak,
    cpu: (user + system) / 1000,
    counts: service.server.counts,
    observed,
  });
  peak = 0;
});
process.send?.(url);

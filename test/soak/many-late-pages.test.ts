import { startMeasuredService } from "../support/measured-service";
import { message, register } from "../support/messages";
import { metricsOf } from "../support/service-processes";
import { mebibytes, report, sized } from "../support/soak";
import { until } from "../support/until";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

const PAGES = sized(200, 2000);
const STATEMENTS = 64;
const BYTES = 1024;

test("many pages that come at once all get what is kept, and nothing of them stays", async () => {
  const service = await startMeasuredService();
  const connect = () => connectWebSocket(`ws://${service.address}/jqluster`);
  const alice = await registered(await connect(), "Alice");
  const codes = Array.from(
    { length: STATEMENTS },
    (_, i) => `$("#p${i}").text("${"x".repeat(BYTES - 150)}")`,
  );
  for (const [i, code] of codes.entries()) {
    alice.send(message("select_and_get", "Alice", "TV", { node_id: "TV", eval_code: code, keep: `k${i}` }));
    expect(await alice.next()).toMatchObject({ body: { error: null } });
  }
  const kept = Number(/^jqluster_kept_bytes (\d+)$/m.exec(await metricsOf(service))?.[1]);
  expect(kept).toBeGreaterThan(0.9 * STATEMENTS * BYTES);
  expect(kept).toBeLessThan(1.1 * STATEMENTS * BYTES);
  const pages: WireClient[] = [];
  for (let i = 0; i < PAGES; i++) pages.push(await connect());
  const before = await service.measure();
  const from = performance.now();
  const slowest = await Promise.all(
    pages.map(async (page, i) => {
      page.send(register("TV", `page ${i}`));
      // No matcher for each of so many messages: this process must answer pings as well.
      if ((await page.next()).message_type !== "register_reply")
        throw new Error(`page ${i} is not registered`);
      for (const code of codes) {
        const { body } = await page.next();
        if ((body as { readonly eval_code?: string }).eval_code !== code)
          throw new Error(`page ${i} lacks ${code}`);
      }
      return performance.now() - from;
    }),
  );
  const during = await service.measure();
  for (const page of pages) page.close();
  await Promise.all(pages.map((page) => page.closed));
  await until(async () => (await service.measure()).counts.connections === 1);
  const after = await service.measure();
  report(`${PAGES} late pages at once, ${kept} bytes kept under ${STATEMENTS} keys`, {
    "first page has all after ms": Math.round(Math.min(...slowest)),
    "last page has all after ms": Math.round(Math.max(...slowest)),
    "ms of CPU of the service": Math.round(during.cpu - before.cpu),
    "MiB resident before": mebibytes(before.rss),
    "MiB resident at most": mebibytes(during.peak),
    "MiB of heap before": mebibytes(before.heapUsed),
    "MiB of heap after": mebibytes(after.heapUsed),
  });
  // The connections, which were there before, are gone as well.
  expect(after.heapUsed).toBeLessThan(before.heapUsed + (PAGES * kept) / 2);
  alice.close();
  await service.stop();
});

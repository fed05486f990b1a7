import { FAULTS, FaultProxy } from "../support/fault-proxy";
import { joinNumbered, type NumberedPage } from "../support/numbered-page";
import { seededRandom } from "../support/seeded-random";
import { PATIENCE, report, sized } from "../support/soak";
import { type HttpHarness, startHttp } from "../support/transports";
import { until } from "../support/until";

/** How often a page is woken after each kind of fault. */
const ROUNDS = sized(1, 20);
/** How long the fault lasts, in milliseconds. */
const SHORTEST = sized(20, 300);
const LONGEST = sized(100, 6_000);

let site: HttpHarness;
let proxy: FaultProxy;
let phone: NumberedPage;

beforeEach(async () => {
  site = await startHttp();
  proxy = await FaultProxy.start(site.address);
});
afterEach(async () => {
  phone.connection.release();
  await proxy.close();
  await site.close();
});

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

// How long it takes is measured, and not judged: the machine may be busy.
test.each([
  ["Socket.IO", "http"],
  ["plain WebSocket", "ws"],
])("a page that wakes after a fault is back with its session, over %s", async (way, scheme) => {
  phone = joinNumbered("Phone", `${scheme}://${proxy.address}`);
  await until(() => phone.connection.registered());
  const random = seededRandom(11);
  const all: number[] = [];
  let said = 0;
  // The server keeps a session once the page has confirmed it, here by its first message.
  phone.say("Phone", said++);
  await until(() => phone.numbers.length === said);
  for (const fault of FAULTS) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // What it says in the fault has to arrive as well.
      proxy.break(fault);
      phone.say("Phone", said++);
      await new Promise((resolve) => setTimeout(resolve, SHORTEST + random() * (LONGEST - SHORTEST)));
      proxy.heal();
      const began = performance.now();
      phone.connection.wake();
      phone.say("Phone", said++);
      await until(() => phone.numbers.length === said, PATIENCE);
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    all.push(...times);
    report(`Waking after ${fault}, ${way}`, {
      "median in ms": Math.round(percentile(times, 0.5)),
      "p95 in ms": Math.round(percentile(times, 0.95)),
      "longest in ms": Math.round(percentile(times, 1)),
    });
  }
  all.sort((a, b) => a - b);
  report(`Waking, ${way}`, {
    times: all.length,
    "p95 in ms": Math.round(percentile(all, 0.95)),
    "longest in ms": Math.round(percentile(all, 1)),
  });
  expect(phone.numbers).toEqual(Array.from({ length: said }, (_, i) => i));
  expect(phone.recovered.slice(1)).not.toContain(false);
  expect(phone.lost).toEqual([]);
});

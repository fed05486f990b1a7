import { errorKinds, type FlowSummary, type RequestFlow, startFlow } from "../support/request-flow";
import { isJoined, type JoinedServices, startJoinedServices } from "../support/service-processes";
import { report, sized } from "../support/soak";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

const RATE = sized(100, 500);
const KILLS = sized(1, 5);
const AWAY = sized(300, 1000);
const QUIET = sized(300, 3000);
/** Long enough for the services to notice that Redis does not answer. */
const STALL = sized(2500, 10_000);
/** What must hold on a machine that does nothing else, in milliseconds; when it is busy, only that it comes to an end. */
const MOST_FOR_ERROR = sized(25_000, 2000);
const MOST_FOR_RETURN = sized(25_000, 3000);

let joined: JoinedServices;
let pages: WireClient[];
let remote: RequestFlow;
let local: RequestFlow;

/** From when Redis failed until both services had each other again. */
interface Outage {
  readonly from: number;
  readonly back: number;
  readonly recovery: number;
}

beforeEach(async () => {
  joined = await startJoinedServices(2, "--rate-limit", "0", "--max-pending-requests", "0");
  pages = await Promise.all([page(0, "Alice"), page(1, "Bob"), page(0, "Carol"), page(0, "Dave")]);
  const [alice, bob, carol, dave] = pages as [WireClient, WireClient, WireClient, WireClient];
  remote = startFlow(["Alice", alice], ["Bob", bob], RATE);
  local = startFlow(["Carol", carol], ["Dave", dave], 50);
  await remote.answered();
});

afterEach(async () => {
  for (const flow of [remote, local]) flow.pause();
  for (const one of pages) one.close();
  await joined.close();
});

async function page(service: number, nodeId: string): Promise<WireClient> {
  return registered(await connectWebSocket(`ws://${joined.services[service]?.address}/jqluster`), nodeId);
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits until answers come again, and further until nobody is returning any more. */
async function recovered(from: number): Promise<Outage> {
  const available = performance.now();
  await remote.answered();
  const recovery = Math.round(performance.now() - available);
  for (const service of joined.services) await isJoined(service);
  const back = performance.now();
  await pause(QUIET);
  return { from, back, recovery };
}

function check(summary: FlowSummary, outages: readonly Outage[]): void {
  expect(summary.sent).toBe(summary.answered + summary.failed.length);
  expect(summary.duplicates).toBe(0);
  const elsewhere = summary.failed.filter(
    ({ sentAt, settledAt = 0 }) => !outages.some(({ from, back }) => settledAt >= from && sentAt <= back),
  );
  expect(elsewhere).toEqual([]);
  expect(Object.keys(errorKinds(summary.failed))).not.toContain("no such node");
  expect(summary.slowestError).toBeLessThan(MOST_FOR_ERROR);
  expect(Math.max(...outages.map(({ recovery }) => recovery))).toBeLessThan(MOST_FOR_RETURN);
}

async function end(what: string, outages: readonly Outage[]): Promise<void> {
  const [summary, nearby] = await Promise.all([remote.stop(), local.stop()]);
  report(what, {
    sent: summary.sent,
    answered: summary.answered,
    ...errorKinds(summary.failed),
    "answers that came after an error": summary.late,
    "slowest error in ms": summary.slowestError,
    "ms until answers came again": outages.map(({ recovery }) => recovery).join(" "),
    "local requests": nearby.sent,
    "slowest local answer in ms": nearby.slowestAnswer,
  });
  check(summary, outages);
  expect(nearby.failed).toEqual([]);
  expect(joined.services.map(({ command }) => command.process.exitCode)).toEqual([null, null]);
}

test("Redis is killed again and again: losses only meanwhile, each with an error, and local pages go on", async () => {
  const outages: Outage[] = [];
  for (let i = 0; i < KILLS; i++) {
    const from = performance.now();
    await joined.redis.kill();
    await pause(AWAY);
    await joined.redis.restart();
    outages.push(await recovered(from));
  }
  await end(`Redis killed ${KILLS} times under ${RATE} requests/s, away ${AWAY} ms each`, outages);
});

test("Redis is stopped and goes on: losses only meanwhile, each with an error, and local pages go on", async () => {
  const from = performance.now();
  joined.redis.signal("SIGSTOP");
  await pause(STALL);
  joined.redis.signal("SIGCONT");
  await end(`Redis stopped for ${STALL} ms under ${RATE} requests/s`, [await recovered(from)]);
});

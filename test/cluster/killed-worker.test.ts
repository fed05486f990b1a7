import { execFileSync } from "node:child_process";
import { type Message, memberOf } from "../../src/protocol";
import { type AskingPage, checkQuestions, errorsOf, joinAsking } from "../support/asking-page";
import { rawGet } from "../support/raw-get";
import { type ServiceProcess, startServiceProcess } from "../support/service-processes";
import { until } from "../support/until";

const WORKERS = 3;
/** How many questions each page asks the other. */
const MANY = 3_000;

/** Errors that say that a page is not there, or nobody knows. */
const NAMES = ["NoSuchNodeError", "UnreachableError", "WentAwayError"];

let service: ServiceProcess;
let pages: AskingPage[] = [];

beforeEach(async () => {
  service = await startServiceProcess("--workers", String(WORKERS));
  await until(async () => {
    const { body } = await rawGet(`http://${service.address}`, "/metrics");
    return /^jqluster_processes 3$/m.test(body);
  });
});
afterEach(async () => {
  for (const { node } of pages) node.release();
  pages = [];
  await service.stop();
});

/** A page, and the number of the worker that has its session. */
async function join(nodeId: string, scheme: string): Promise<{ page: AskingPage; worker: number }> {
  const page = joinAsking(nodeId, `${scheme}://${service.address}`);
  pages.push(page);
  let worker = 0;
  const stop = page.node.events.on("message", (_direction, { body }) => {
    const id = memberOf(memberOf(body, "session"), "id");
    if (typeof id === "string") worker = Number(/^w(\d+)/.exec(id)?.[1]);
  });
  await page.node.ready;
  stop();
  return { page, worker };
}

/** A page whose session another worker has. */
async function joinElsewhere(nodeId: string, scheme: string, taken: number): Promise<AskingPage> {
  for (;;) {
    const { page, worker } = await join(nodeId, scheme);
    if (worker !== taken) return page;
    page.node.release();
  }
}

/** Ends a worker as a crash does. Workers are numbered in the order in which they are started. */
function killWorker(worker: number): void {
  const parent = String(service.command.process.pid);
  const pids = execFileSync("ps", ["-o", "pid=", "--sort=start_time,pid", "--ppid", parent], {
    encoding: "utf8",
  });
  process.kill(Number(pids.trim().split(/\s+/)[worker - 1]), "SIGKILL");
}

/** Asks questions, each page the other. */
function ask(alice: AskingPage, bob: AskingPage, first: number, count: number): void {
  for (let number = first; number < first + count; number++) {
    alice.ask("Bob", number);
    bob.ask("Alice", number);
  }
}

it.each([
  ["Socket.IO", "http"],
  ["plain WebSocket", "ws"],
])(
  "over %s, a worker that is killed loses no question without an error that names it, and doubles none",
  async (_way, scheme) => {
    const { page: alice, worker } = await join("Alice", scheme);
    const bob = await joinElsewhere("Bob", scheme, worker);
    const told: string[] = [];
    for (const { node } of [alice, bob]) node.events.on("error", ({ name }) => told.push(name));
    let answers = 0;
    alice.node.events.on("message", (direction, { message_type: type }: Message) => {
      if (direction !== "received" || type !== "select_and_get_reply") return;
      answers += 1;
      // Not all that Alice asks has left by now: 1,000 questions may wait for their answers.
      if (answers === 500) killWorker(worker);
    });
    ask(alice, bob, 0, MANY);
    await until(() => alice.outcomes.size === MANY && bob.outcomes.size === MANY);
    expect([alice.recovered, bob.recovered]).toEqual([[false, false], [false]]);
    const { DisconnectedError = 0, ...others } = errorsOf(alice);
    expect(others).toEqual({});
    // What had not left is asked after the new registration.
    expect(DisconnectedError).toBeLessThanOrEqual(1_000);
    expect(Object.keys(errorsOf(bob)).filter((name) => !NAMES.includes(name))).toEqual([]);
    // Answers that may be lost are told to the pages that gave them.
    expect(told.filter((name) => name !== "DisconnectedError" && !NAMES.includes(name))).toEqual([]);
    ask(alice, bob, MANY, 100);
    await until(() => alice.outcomes.size === MANY + 100 && bob.outcomes.size === MANY + 100);
    checkQuestions(alice, bob);
    checkQuestions(bob, alice);
    for (const { outcomes } of [alice, bob]) {
      expect([...outcomes].filter(([number, outcome]) => number >= MANY && outcome !== "answered")).toEqual(
        [],
      );
    }
  },
);

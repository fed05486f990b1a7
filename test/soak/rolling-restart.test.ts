import { type ServicesBehindNginx, startBehindNginx, VISITORS } from "../support/behind-nginx";
import { errorKinds, type RequestFlow, startFlow } from "../support/request-flow";
import { type ReturningPage, returningPage } from "../support/returning-page";
import { report, sized } from "../support/soak";
import { until } from "../support/until";

const RATE = sized(25, 100);
/** In milliseconds: processes start one after the other. */
const LIMIT = sized(60_000, 900_000);
const ROUNDS = sized(1, 3);

let behind: ServicesBehindNginx;
let pages: ReturningPage[];
let flows: RequestFlow[];

beforeEach(async () => {
  flows = [];
  behind = await startBehindNginx("--rate-limit", "0", "--max-pending-requests", "0");
  pages = await Promise.all(
    ["Socket.IO over long-polling", "plain WebSocket", "Socket.IO with an upgrade", "plain WebSocket"].map(
      (way, visitor) =>
        returningPage(`v${visitor}`, async () => {
          const connect = VISITORS[way];
          if (!connect) throw new Error(`there is no ${way}`);
          return connect(behind.address, visitor);
        }),
    ),
  );
}, LIMIT);

afterEach(async () => {
  for (const flow of flows) flow.pause();
  await Promise.all(pages.map((page) => page.close()));
  await behind.close();
});

test(
  "services are replaced one by one under load: each request has its end, and all pages come back",
  async () => {
    const [a, b, c, d] = pages as [ReturningPage, ReturningPage, ReturningPage, ReturningPage];
    flows = [startFlow(["v0", a], ["v1", b], RATE), startFlow(["v2", c], ["v3", d], RATE)];
    const answered = () => Promise.all(flows.map((flow) => flow.answered()));
    await answered();
    for (let round = 0; round < ROUNDS; round++) {
      for (const index of behind.services.keys()) {
        await behind.replace(index);
        await answered();
      }
    }
    await until(() => pages.every(({ losses }) => losses > 0));
    await answered();
    for (const [i, flow] of flows.entries()) {
      const { sent, answered, failed, duplicates, longestGap, slowestError } = await flow.stop();
      report(`Rolling restart, ${2 * ROUNDS} services replaced, flow ${i + 1} of ${RATE} requests/s`, {
        sent,
        answered,
        ...errorKinds(failed),
        "slowest error in ms": slowestError,
        "longest time without an answer in ms": longestGap,
        "connections lost": pages.map(({ losses }) => losses).join(" "),
      });
      expect(answered + failed.length).toBe(sent);
      expect(duplicates).toBe(0);
      const kinds = new Set(["disconnected", "went away", "no such node", "unreachable"]);
      expect(Object.keys(errorKinds(failed)).filter((kind) => !kinds.has(kind))).toEqual([]);
    }
  },
  LIMIT,
);

import { type AskingPage, checkQuestions, errorsOf, joinAsking } from "../support/asking-page";
import { type ServicesBehindNginx, startBehindNginx } from "../support/behind-nginx";
import { report, sized } from "../support/soak";
import { until } from "../support/until";

/** Questions each way, at least. */
const COUNT = sized(400, 5_000);
const ROUNDS = sized(1, 3);
/** In milliseconds: processes start one after the other. */
const LIMIT = sized(60_000, 900_000);
const TICK = 5;

const WAYS: Readonly<Record<string, { readonly scheme: string; readonly transports?: string[] }>> = {
  "long-polling": { scheme: "http", transports: ["polling"] },
  "Socket.IO with an upgrade": { scheme: "http" },
  "plain WebSocket": { scheme: "ws" },
};

let behind: ServicesBehindNginx;
const open: AskingPage[] = [];

beforeEach(async () => {
  behind = await startBehindNginx("--rate-limit", "0", "--max-pending-requests", "0");
}, LIMIT);

afterEach(async () => {
  for (const { node } of open.splice(0)) node.release();
  await behind.close();
}, LIMIT);

function join(...args: Parameters<typeof joinAsking>): AskingPage {
  const page = joinAsking(...args);
  open.push(page);
  return page;
}

async function connections(): Promise<number[]> {
  const health = await Promise.all(behind.services.map((service) => service.health()));
  return health.map(({ parts }) => Number(parts.connections));
}

/** Joins a page at the service that has no page yet. */
async function joinElsewhere(nodeId: string): Promise<AskingPage> {
  for (let i = 3; ; i++) {
    const page = joinAsking(nodeId, `ws://${behind.address}`, undefined, `127.0.0.${i}`);
    await page.node.ready;
    if (!(await connections()).includes(0)) {
      open.push(page);
      return page;
    }
    page.node.release();
    await until(async () => (await connections()).includes(1) && (await connections()).includes(0));
  }
}

test.each(Object.entries(WAYS))(
  "sessions go on while services are replaced one by one: %s",
  async (way, { scheme, transports }) => {
    const phone = join("Phone", `${scheme}://${behind.address}`, transports);
    await phone.node.ready;
    const screen = await joinElsewhere("Screen");
    let asked = 0;
    const ask = () => {
      phone.ask("Screen", asked);
      screen.ask("Phone", asked);
      asked += 1;
    };
    const timer = setInterval(ask, TICK);
    try {
      for (let round = 0; round < ROUNDS; round++) {
        for (const index of behind.services.keys()) await behind.replace(index);
      }
      await until(() => asked >= COUNT && [phone, screen].every(({ node }) => node.connected()), LIMIT);
    } finally {
      clearInterval(timer);
    }
    ask();
    await until(() => phone.outcomes.size === asked && screen.outcomes.size === asked, LIMIT);
    checkQuestions(phone, screen);
    checkQuestions(screen, phone);
    expect([phone, screen].map(({ outcomes }) => outcomes.get(asked - 1))).toEqual(["answered", "answered"]);
    for (const page of [phone, screen]) {
      report(`Sessions while ${2 * ROUNDS} services are replaced, ${way}, ${page.node.nodeId}`, {
        asked,
        ...errorsOf(page),
        "went on": page.recovered.slice(1).filter((recovered) => recovered).length,
        "began anew": page.recovered.slice(1).filter((recovered) => !recovered).length,
      });
    }
    expect([...phone.recovered.slice(1), ...screen.recovered.slice(1)]).toContain(true);
  },
  LIMIT,
);

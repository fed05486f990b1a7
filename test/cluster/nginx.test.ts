import {
  type ServicesBehindNginx,
  startBehindNginx,
  VISITORS,
  VISITORS_OF_ROOMS,
} from "../support/behind-nginx";
import { getRequest, replyTo } from "../support/messages";
import { until } from "../support/until";
import { registered, type WireClient } from "../support/wire-client";

let behind: ServicesBehindNginx;
let pages: WireClient[];

beforeAll(async () => {
  behind = await startBehindNginx();
});

beforeEach(() => {
  pages = [];
});

afterEach(() => {
  for (const page of pages) page.close();
});

afterAll(() => behind.close());

async function connectionsOf(index: number): Promise<unknown> {
  return (await behind.services[index]?.health())?.parts.connections;
}

test.each(Object.entries(VISITORS))(
  "visitors over %s stay with their process, and reach each other on both",
  async (_name, connect) => {
    for (let visitor = 0; visitor < 8; visitor++) {
      pages.push(await registered(await connect(behind.address, visitor), `v${visitor}`));
    }
    const [one, two] = [await connectionsOf(0), await connectionsOf(1)];
    expect([one, two]).not.toContain(0);
    expect(Number(one) + Number(two)).toBe(8);
    for (const [i, page] of pages.entries()) {
      const other = (i + 1) % pages.length;
      for (let round = 0; round < 3; round++) {
        const request = getRequest(`v${i}`, `v${other}`);
        page.send(request);
        expect(await pages[other]?.next()).toEqual(request);
        pages[other]?.send(replyTo(request, round));
        expect(await page.next()).toMatchObject({ body: { result: round } });
      }
    }
  },
);

test("pages of one room meet in one service, however they connect and whoever they are", async () => {
  await until(async () => Number(await connectionsOf(0)) + Number(await connectionsOf(1)) === 0);
  const used = new Set<number>();
  let visitor = 0;
  // At least eight rooms, and more until both services have one: which has a room depends on their ports.
  for (let i = 0; i < 8 || (used.size < 2 && i < 64); i++) {
    const before = [Number(await connectionsOf(0)), Number(await connectionsOf(1))];
    const room = `room-${i}`;
    for (const connect of Object.values(VISITORS_OF_ROOMS)) {
      pages.push(await registered(await connect(behind.address, visitor, room), `${room}-${visitor}`));
      visitor += 1;
    }
    const after = [Number(await connectionsOf(0)), Number(await connectionsOf(1))];
    const grown = after.map((count, service) => count - Number(before[service]));
    expect([
      [3, 0],
      [0, 3],
    ]).toContainEqual(grown);
    used.add(grown.indexOf(3));
  }
  expect(used.size).toBe(2);
});

test("nginx shows the pages, and keeps the metrics to itself", async () => {
  expect(await (await fetch(`http://${behind.address}/`)).text()).toContain("jQluster");
  expect((await fetch(`http://${behind.address}/metrics`)).status).toBe(403);
  expect((await fetch(`http://${behind.address}/healthz`)).status).toBe(200);
});

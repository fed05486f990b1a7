import { FaultProxy } from "../support/fault-proxy";
import { joinNumbered, type NumberedPage } from "../support/numbered-page";
import { startRecoveringRelay } from "../support/recovering-relay";
import { PATIENCE, report, sized } from "../support/soak";
import { fateOf, throughFaults } from "../support/through-faults";
import { type HttpHarness, startHttp } from "../support/transports";
import { until } from "../support/until";

const WAYS: Readonly<Record<string, { readonly scheme: string; readonly transports?: string[] }>> = {
  "Socket.IO over long-polling": { scheme: "http", transports: ["polling"] },
  "Socket.IO over WebSocket": { scheme: "http", transports: ["websocket"] },
  "Socket.IO with an upgrade": { scheme: "http", transports: ["polling", "websocket"] },
  "plain WebSocket": { scheme: "ws" },
};

let site: HttpHarness;
let proxy: FaultProxy;
const open: NumberedPage[] = [];

beforeEach(async () => {
  site = await startHttp();
  proxy = await FaultProxy.start(site.address);
});
afterEach(async () => {
  for (const { connection } of open.splice(0)) connection.release();
  await proxy.close();
  await site.close();
});

function join(nodeId: string, address: string, transports?: string[]): NumberedPage {
  const page = joinNumbered(nodeId, address, transports);
  open.push(page);
  return page;
}

test.each(Object.keys(WAYS))("nothing is lost, doubled or out of order through faults: %s", async (way) => {
  const { scheme, transports } = WAYS[way] as (typeof WAYS)[string];
  const count = sized(1000, 30_000);
  const phone = join("Phone", `${scheme}://${proxy.address}`, transports);
  const screen = join("Screen", `http://${site.address}`, ["websocket"]);
  await until(() => phone.connection.registered() && screen.connection.registered());
  const began = performance.now();
  const faults = await throughFaults(proxy, {
    count,
    faults: sized(12, 200),
    say: (i) => {
      expect(phone.say("Screen", i)).toBe(true);
      expect(screen.say("Phone", i)).toBe(true);
    },
    healed: phone.connection.wake,
  });
  await until(() => phone.numbers.length >= count && screen.numbers.length >= count, PATIENCE);
  const all = Array.from({ length: count }, (_, i) => i);
  expect([phone.others, screen.others]).toEqual([[], []]);
  expect(phone.numbers).toEqual(all);
  expect(screen.numbers).toEqual(all);
  expect([phone.lost, screen.lost]).toEqual([[], []]);
  expect(phone.recovered.slice(0, 1)).toEqual([false]);
  expect(phone.recovered.slice(1)).toContain(true);
  expect(phone.recovered.slice(1)).not.toContain(false);
  report(way, {
    ...faults,
    recovered: phone.recovered.length - 1,
    ms: Math.round(performance.now() - began),
  });
});

// What the same faults do to Socket.IO by itself is measured, not promised.
test.each(["polling", "websocket", "polling and websocket"])(
  "Socket.IO with recovery, retries and acknowledgements through the same faults: %s",
  async (way) => {
    const count = sized(100, 30_000);
    const relay = await startRecoveringRelay();
    const through = await FaultProxy.start(relay.address);
    const phone = relay.join("Phone", through.address, way.split(" and "));
    const screen = relay.join("Screen", relay.address, ["websocket"]);
    try {
      await until(() => phone.isConnected() && screen.isConnected());
      const began = performance.now();
      const faults = await throughFaults(through, {
        count,
        faults: sized(4, 200),
        say: (i) => {
          phone.say("Screen", i);
          screen.say("Phone", i);
        },
        // It has no way to be woken: the network ends its dead connections at once, so that it need not wait for pings.
        healed: () => through.bury(),
      });
      await until(() => phone.waiting() + screen.waiting() === 0, PATIENCE);
      await Promise.all([phone.quiet(), screen.quiet()]);
      const fates = { up: fateOf(screen.numbers, count), down: fateOf(phone.numbers, count) };
      expect(fates.up.arrived + fates.up.lost).toBe(count);
      expect(fates.down.arrived + fates.down.lost).toBe(count);
      for (const [direction, fate] of Object.entries(fates)) report(`Socket.IO, ${way}, ${direction}`, fate);
      report(`Socket.IO, ${way}`, {
        ...faults,
        "not acknowledged": phone.failed() + screen.failed(),
        recovered: phone.recovered.filter((recovered) => recovered).length,
        "not recovered": phone.recovered.filter((recovered) => !recovered).length - 1,
        ms: Math.round(performance.now() - began),
      });
    } finally {
      phone.close();
      screen.close();
      await through.close();
      await relay.close();
    }
  },
);

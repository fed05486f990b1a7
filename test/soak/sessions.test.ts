import { WebSocket } from "ws";
import { type Connection, createConnection } from "../../src/client/connection/connection";
import { createMessageMaker, newPageId } from "../../src/client/connection/messages";
import { createEvents } from "../../src/client/events";
import { chooseTransport } from "../../src/client/transports/choose-transport";
import { errorOf, type Message, MessageType, memberOf } from "../../src/protocol";
import { anyFault, FAULTS, FaultProxy } from "../support/fault-proxy";
import { seededRandom } from "../support/seeded-random";
import { PATIENCE, report, sized } from "../support/soak";
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
const open: Connection[] = [];

beforeEach(async () => {
  site = await startHttp();
  proxy = await FaultProxy.start(site.address);
});
afterEach(async () => {
  for (const connection of open.splice(0)) connection.release();
  await proxy.close();
  await site.close();
});

/** Connects, and notes the numbers that come. */
function join(nodeId: string, address: string, transports?: string[]) {
  const numbers: unknown[] = [];
  const recovered: boolean[] = [];
  const lost: Message[] = [];
  const others: unknown[] = [];
  const events = createEvents();
  const pageId = newPageId();
  const make = createMessageMaker(nodeId, pageId);
  const connection = createConnection({
    transport: chooseTransport(
      address.startsWith("ws") ? `${address}/jqluster` : address,
      transports ? { transports } : {},
      (url) => new WebSocket(url),
    ),
    registration: (resume) => make(MessageType.register, null, { node_id: nodeId, page_id: pageId, resume }),
    acknowledgement: (received, ask) => make(MessageType.ack, null, { received, ask }),
    events,
    isWanted: () => true,
    onTooLarge: () => {},
    onRegistered: () => {},
    onQueueSent: () => {},
    onLost: (_reason, messages) => lost.push(...messages),
    onRefused: () => {},
    onMessage: (message) => {
      if (message.message_type === "numbered") numbers.push(memberOf(message.body, "i"));
      else others.push(errorOf(message));
    },
  });
  events.on("connect", (details) => recovered.push(details.recovered));
  open.push(connection);
  const say = (to: string, i: number) =>
    connection.send(make("numbered", { nodeId: to, pageId: undefined }, { i }));
  return { connection, say, numbers, recovered, lost, others };
}

test.each(Object.keys(WAYS))("nothing is lost, doubled or out of order through faults: %s", async (way) => {
  const { scheme, transports } = WAYS[way] as (typeof WAYS)[string];
  const count = sized(2000, 30_000);
  const faults = sized(24, 200);
  const random = seededRandom(7);
  const phone = join("Phone", `${scheme}://${proxy.address}`, transports);
  const screen = join("Screen", `http://${site.address}`, ["websocket"]);
  await until(() => phone.connection.registered() && screen.connection.registered());
  let said = 0;
  let done = 0;
  const faultsBy: Record<string, number> = {};
  const began = performance.now();
  while (said < count || done < faults) {
    const end = Math.min(count, Math.ceil((count * (done + 1)) / faults));
    for (; said < end; said++) {
      for (const [from, to] of [
        [phone, "Screen"],
        [screen, "Phone"],
      ] as const) {
        expect(from.say(to, said)).toBe(true);
      }
      if (said % 7 === 0) await new Promise((resolve) => setTimeout(resolve, random() * 4));
    }
    const fault = anyFault(random, FAULTS);
    faultsBy[fault] = (faultsBy[fault] ?? 0) + 1;
    proxy.break(fault);
    done += 1;
    await new Promise((resolve) => setTimeout(resolve, random() * 60));
    proxy.heal();
    phone.connection.wake();
    await new Promise((resolve) => setTimeout(resolve, random() * 150));
  }
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
    ...faultsBy,
    recovered: phone.recovered.length - 1,
    ms: Math.round(performance.now() - began),
  });
});

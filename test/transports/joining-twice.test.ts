import { once } from "node:events";
import { WebSocket } from "ws";
import { silentObserver } from "../../src/core";
import { ask } from "../support/ask";
import { openPolling } from "../support/polling-session";
import { type HttpHarness, startHttp } from "../support/transports";
import { until } from "../support/until";

const JOIN = "40";
const TIMES = 50;

/** Each asks to join again and again before it has an answer, and gives what tells that its connection has ended. */
const CONNECTS: Readonly<Record<string, (address: string) => Promise<unknown>>> = {
  "one poll": async (address) => {
    const way = {
      path: await openPolling(address),
      method: "POST",
      body: Array(TIMES).fill(JOIN).join("\x1e"),
    } as const;
    await ask(address, way, {});
  },
  "many frames at once": async (address) => {
    const socket = new WebSocket(`ws://${address}/socket.io/?EIO=4&transport=websocket`);
    await once(socket, "open");
    for (let i = 0; i < TIMES; i++) socket.send(JOIN);
    await once(socket, "close");
  },
};

describe.each(Object.entries(CONNECTS))("a connection that joins again and again in %s", (_how, connect) => {
  let harness: HttpHarness;
  let opened = 0;
  let closed = 0;
  beforeEach(async () => {
    opened = closed = 0;
    const observer = { ...silentObserver, opened: () => (opened += 1), closed: () => (closed += 1) };
    harness = await startHttp({ observer });
  });
  afterEach(() => harness.close());

  it("gets one door, and is closed", async () => {
    await connect(harness.address);
    await until(() => opened > 0 && closed === opened);
    expect(opened).toBe(1);
  });
});

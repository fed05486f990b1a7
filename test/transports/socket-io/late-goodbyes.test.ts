import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type AttachedJqluster, attachJqluster } from "../../../src/attach/attach";
import { JqlusterEngine } from "../../../src/transports/socket-io/engine";
import { recordingObserver } from "../../support/core-with-limits";
import { stopTime } from "../../support/fake-time";
import { ack, registration } from "../../support/messages";
import { NumberedPolls } from "../../support/numbered-polls";

/** Gives the network its turns until something holds: the clock stands still. */
async function turns(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe("a page by long-polling whose poll is broken off", () => {
  const { observer, seen } = recordingObserver();
  let server: Server;
  let jqluster: AttachedJqluster;
  let page: NumberedPolls;

  beforeEach(async () => {
    stopTime();
    seen.length = 0;
    server = createServer();
    jqluster = attachJqluster(server, { observer });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    page = await NumberedPolls.join(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    await page.say(registration("Alice", "p1", true));
    await page.pollFor("register_reply");
    await page.say(ack("Alice", 0));
    await breakOff();
  });
  afterEach(async () => {
    jest.useRealTimers();
    page.close();
    await jqluster.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Begins a poll, and ends its network connection once the server has it. */
  async function breakOff(): Promise<void> {
    let isBroken = false;
    const requests = jest.spyOn(JqlusterEngine.prototype, "handleRequest");
    const poll = page.poll().then(
      () => "answered",
      () => "broken off",
    );
    await turns(() => requests.mock.calls.length > 0);
    requests.mock.calls[0]?.[0].once("close", () => {
      isBroken = true;
    });
    requests.mockRestore();
    page.close();
    await turns(() => isBroken);
    expect(await poll).toBe("broken off");
  }

  const closings = () => seen.filter(([name]) => name === "closed").length;

  it("is gone at once when it says goodbye after that", async () => {
    expect([closings(), jqluster.server.counts.connections]).toEqual([0, 1]);
    await page.post("41");
    expect([closings(), jqluster.server.counts.connections]).toEqual([1, 0]);
    jest.advanceTimersByTime(500);
    expect(closings()).toBe(1);
  });

  it("is taken for lost when it says nothing for half a second, and its session waits", () => {
    jest.advanceTimersByTime(499);
    expect([closings(), jqluster.server.counts.connections]).toEqual([0, 1]);
    jest.advanceTimersByTime(1);
    expect([closings(), jqluster.server.counts.connections]).toEqual([1, 1]);
  });
});

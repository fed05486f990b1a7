import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type AttachedJqluster, attachJqluster } from "../../../src/attach/attach";
import { ask } from "../../support/ask";
import { message, registration } from "../../support/messages";
import { CLOSE_PACKET } from "../../support/polling-session";
import { packetOf, rawPolling } from "../../support/raw-socket-io";

describe("a request by long-polling that comes after the end of its connection", () => {
  let server: Server;
  let jqluster: AttachedJqluster;
  let address: string;

  beforeEach(async () => {
    server = createServer();
    jqluster = attachJqluster(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  /** Servers that wait for pages to poll once more, all at the same time. */
  const closing: Promise<void>[] = [];
  const close = async (attached: AttachedJqluster, itsServer: Server) => {
    await attached.close();
    itsServer.closeAllConnections();
    await new Promise((resolve) => itsServer.close(resolve));
  };
  afterEach(() => void closing.push(close(jqluster, server)));
  afterAll(() => Promise.all(closing));

  const post = (path: string, body: string) => ask(address, { path, method: "POST", body }, {});

  it("is no error, so that the browser of a page that said goodbye does not complain", async () => {
    const path = await rawPolling(address, "Alice");
    const bob = await rawPolling(address, "Bob", registration("Bob", "p1", true));
    await post(path, CLOSE_PACKET);
    const late = await post(path, packetOf(message("signal", "Alice", "Bob", { i: 1 })));
    expect(late).toMatchObject({ status: 200, text: "ok" });
    expect(await ask(address, { path }, {})).toMatchObject({
      status: 200,
      text: CLOSE_PACKET,
      headers: { "cache-control": "no-store" },
    });
    expect(jqluster.server.counts.connections).toBe(1);
    // What it said is not taken any more: the next that Bob hears is his own.
    await post(bob, packetOf(message("signal", "Bob", "Bob", { i: 2 })));
    const { text } = await ask(address, { path: bob }, {});
    expect(text).toContain('"i":2');
    expect(text).not.toContain('"i":1');
  });

  it.each(["GET", "POST"] as const)("is an error when nobody had this connection, %s", async (method) => {
    const path = (await rawPolling(address, "Alice")).replace(/sid=.*/, "sid=never");
    const { status, headers } = await ask(address, { path, method }, {});
    expect([status, headers["cache-control"]]).toEqual([400, "no-store"]);
  });
});

import { once } from "node:events";
import type { WebSocket } from "ws";
import { ask } from "../support/ask";
import { CONNECTORS } from "../support/connectors";
import { messageDeep } from "../support/deep";
import { rawPolling, rawSocketIo } from "../support/raw-socket-io";
import { type HttpHarness, startHttp } from "../support/transports";
import { connectWebSocket, registered } from "../support/wire-client";

/** Sends a text as a message, which no library could have made, and gives the first frame that answers. */
type Say = (text: string) => Promise<string>;

const packet = (text: string) => `42["jqluster-message",${text}]`;
const overSocket = (socket: WebSocket, wrap: (text: string) => string) => async (text: string) => {
  socket.send(wrap(text));
  const [data] = await once(socket, "message");
  return String(data);
};

/** Connects as Alice on the bare wire. */
const CONNECT_RAW: Readonly<Record<string, (address: string) => Promise<Say>>> = {
  "plain WebSocket": async (address) => {
    const page = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Alice");
    return overSocket(page.socket, (text) => text);
  },
  "Socket.IO over WebSocket": async (address) => overSocket(await rawSocketIo(address, "Alice"), packet),
  "Socket.IO over long-polling": async (address) => {
    const path = await rawPolling(address, "Alice");
    return async (text) => {
      await ask(address, { path, method: "POST", body: packet(text) }, {});
      return (await ask(address, { path }, {})).text;
    };
  },
};

describe.each(Object.entries(CONNECT_RAW))("maxMessageDepth over %s", (_name, connectRaw) => {
  let harness: HttpHarness;
  beforeEach(async () => {
    harness = await startHttp();
  });
  afterEach(() => harness.close());

  it("refuses what is deeper than any page could be sent, and nobody of any transport notices", async () => {
    const say = await connectRaw(harness.address);
    const bobs = await Promise.all(
      Object.values(CONNECTORS).map(async (connect) => registered(await connect(harness.address), "Bob")),
    );
    for (const levels of [101, 5_000, 50_000]) {
      const text = `{"message_id":1,"message_type":"signal","from":"Alice","to":"Bob","body":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
      expect(await say(text)).toContain("a message must be at most 100 levels of objects and lists deep");
    }
    const fit = messageDeep(100, "Alice", "Bob");
    void say(JSON.stringify(fit)).catch(() => {});
    for (const bob of bobs) {
      expect(await bob.next()).toEqual(fit);
      expect(bob.unread).toEqual([]);
    }
  });
});

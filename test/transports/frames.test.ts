import { CONNECTORS } from "../support/connectors";
import { message } from "../support/messages";
import { messageOfBytes } from "../support/padded";
import { type HttpHarness, startHttp } from "../support/transports";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

/** Where the length of a WebSocket frame changes its form, and what a Socket.IO packet adds to a message. */
const FORMS = [126, 65_536];
const AROUND = 26;

describe("frames made once for all receivers", () => {
  let harness: HttpHarness;
  let receivers: WireClient[];

  beforeEach(async () => {
    harness = await startHttp({ maxMessageBytes: 100_000 });
    receivers = [];
    for (const connect of Object.values(CONNECTORS)) {
      receivers.push(await registered(await connect(harness.address), "Bob"));
    }
  });
  afterEach(async () => {
    for (const receiver of receivers) receiver.close();
    await Promise.all(receivers.map(({ closed }) => closed));
    await harness.close();
  });

  it.each(FORMS)("carry messages of about %d bytes whole", async (form) => {
    const alice = await registered(await connectWebSocket(`ws://${harness.address}/jqluster`), "Alice");
    for (let length = form - AROUND; length <= form + 1; length++) {
      const sent = messageOfBytes(length, "Alice", "Bob", "é");
      alice.send(sent);
      for (const receiver of receivers) expect(await receiver.next()).toEqual(sent);
    }
  });

  it("leave in the order in which their messages came, also among the server's own", async () => {
    const alice = await registered(await connectWebSocket(`ws://${harness.address}/jqluster`), "Alice");
    for (const receiver of receivers) receiver.send(message("select_and_get", "Bob", "Nobody"));
    for (let i = 0; i < 200; i++) alice.send(message("note", "Alice", "Bob", { i }));
    for (const receiver of receivers) {
      const seen: unknown[] = [];
      while (seen.length < 200) {
        const { message_type: type, body } = await receiver.next();
        if (type === "note") seen.push(body);
      }
      expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => ({ i })));
    }
  });
});

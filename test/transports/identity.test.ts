import type { Message } from "../../src/protocol";
import { CONNECTORS } from "../support/connectors";
import { getRequest, listenRequest, message, replyTo } from "../support/messages";
import { type HttpHarness, startHttp } from "../support/transports";
import { registered, type WireClient } from "../support/wire-client";

let harness: HttpHarness;
beforeEach(async () => {
  harness = await startHttp();
});
afterEach(() => harness.close());

describe.each(Object.entries(CONNECTORS))("identity over %s", (_name, connect) => {
  const join = async (nodeId: string, pageId?: string): Promise<WireClient> =>
    registered(await connect(harness.address), nodeId, pageId);

  /** A round trip between two honest pages; what else they got before it shows up as a wrong message. */
  async function expectUndisturbed(alice: WireClient, bob: WireClient): Promise<void> {
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await bob.next()).toEqual(request);
    const reply = replyTo(request, "honest");
    bob.send(reply);
    expect(await alice.next()).toEqual(reply);
    expect([alice.unread, bob.unread]).toEqual([[], []]);
  }

  it("nothing with a forged sender is delivered", async () => {
    const [alice, bob] = [await join("Alice", "a1"), await join("Bob", "b1")];
    const mallory = await join("Mallory", "m1");
    const forgeries: Message[] = [
      message("signal", "Alice", "Bob"),
      message("signal", "mallory", "Bob"),
      message("signal", " Mallory", "Bob"),
      getRequest("Bob", "Alice"),
      { ...message("signal", "Mallory", "Bob"), from_page: "a1" },
      { ...message("signal", "Mallory", "Bob"), from_page: "" },
      { ...message("signal", "Mallory", "Bob"), from: null } as unknown as Message,
      { ...message("signal", "Mallory", "Bob"), from: ["Mallory"] } as unknown as Message,
    ];
    for (const forgery of forgeries) {
      mallory.send(forgery);
      expect(await mallory.next()).toMatchObject({ from: null, body: { error: expect.any(String) } });
    }
    await expectUndisturbed(alice, bob);
  });

  it("nothing of a page without a page ID passes for one that has one", async () => {
    const [alice, bob] = [await join("Alice"), await join("Bob")];
    const mallory = await join("Mallory");
    mallory.send({ ...message("signal", "Mallory", "Bob"), from_page: "m1" });
    expect(await mallory.next()).toMatchObject({ body: { error: expect.stringContaining("from_page") } });
    await expectUndisturbed(alice, bob);
  });

  it("no forged reply and no forged signal is delivered", async () => {
    const [alice, bob, mallory] = [await join("Alice"), await join("Bob"), await join("Mallory")];
    const forge = async (honest: Message) => {
      mallory.send({ ...honest, from: "Mallory" });
      expect(await mallory.next()).toMatchObject({
        message_type: "error",
        body: { error: expect.stringMatching(/^refused/) },
      });
    };
    const [get, listen] = [getRequest("Alice", "Bob"), listenRequest("Alice", "Bob")];
    for (const request of [get, listen]) {
      alice.send(request);
      expect(await bob.next()).toEqual(request);
      await forge(replyTo(request, "forged"));
      const reply = replyTo(request, "honest");
      bob.send(reply);
      expect(await alice.next()).toEqual(reply);
    }
    const signal = message("signal", "Bob", "Alice", { in_reply_to: listen.message_id });
    await forge(signal);
    bob.send(signal);
    expect(await alice.next()).toEqual(signal);
    await expectUndisturbed(alice, bob);
  });

  it("before it registers a connection may only register", async () => {
    const [alice, bob] = [await join("Alice"), await join("Bob")];
    const stranger = await connect(harness.address);
    for (const early of [getRequest("Alice", "Bob"), message("signal", "Bob", "Alice")]) {
      stranger.send(early);
      expect(await stranger.next()).toMatchObject({
        body: { error: expect.stringContaining("register first") },
      });
    }
    await expectUndisturbed(alice, bob);
    await registered(stranger, "Stranger");
  });
});

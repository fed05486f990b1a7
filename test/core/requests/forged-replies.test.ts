import type { Message } from "../../../src/protocol";
import { coreWithLimits } from "../../support/core-with-limits";
import { getRequest, listenRequest, message, replyTo } from "../../support/messages";

function threeNodes() {
  const core = coreWithLimits();
  return {
    ...core,
    alice: core.join("a", "Alice"),
    bob: core.join("b", "Bob"),
    mallory: core.join("m", "Mallory"),
  };
}

/** What a node says in place of another that was asked, under its own name as the door enforces. */
const forged = (honest: Message): Message => ({ ...honest, from: "Mallory" });

const signalFor = (request: Message): Message =>
  message("signal", String(request.to), String(request.from), {
    error: null,
    in_reply_to: request.message_id,
    callback_this: null,
    callback_args: [],
  });

describe("forged replies", () => {
  it.each([
    ["select_and_get", getRequest],
    ["select_and_listen", listenRequest],
  ] as const)("to a %s do not arrive, and the honest one does", (_type, ask) => {
    const { server, alice, mallory, seen } = threeNodes();
    const request = ask("Alice", "Bob");
    server.distribute(request, { source: "a" });
    const honest = replyTo(request, "honest");
    server.distribute(forged(replyTo(request, "forged")), { source: "m" });
    server.distribute(honest, { source: "b" });
    expect(alice).toEqual([honest]);
    expect(mallory).toMatchObject([
      { message_type: "error", from: null, body: { error: expect.stringMatching(/^refused: /) } },
    ]);
    expect(seen).toContainEqual(["refused", "forged reply"]);
  });

  it("do not settle the request: its error still comes when the target leaves", () => {
    const { server, alice } = threeNodes();
    server.distribute(getRequest("Alice", "Bob"), { source: "a" });
    const [request] = [getRequest("Alice", "Bob")];
    server.distribute(request, { source: "a" });
    server.distribute(forged(replyTo(request, "forged")), { source: "m" });
    server.unregister("b");
    expect(alice).toHaveLength(2);
  });

  it("that nobody asked for pass, since clients ignore them and other processes may know better", () => {
    const { server, alice } = threeNodes();
    const unknown = message("select_and_get_reply", "Mallory", "Alice", { in_reply_to: "never asked" });
    server.distribute(unknown, { source: "m" });
    expect(alice).toEqual([unknown]);
  });

  it("are told apart from replies of the server itself, as another process sends them", () => {
    const { server, alice } = threeNodes();
    const request = getRequest("Alice", "Bob");
    server.distribute(request, { source: "a" });
    const reply = { ...replyTo(request, null), from: null };
    server.distribute(reply);
    expect(alice).toEqual([reply]);
    expect(server.counts.pendingRequests).toBe(0);
  });
});

describe("forged signals", () => {
  it.each(["before the listener is confirmed", "after"])("do not arrive %s, and honest ones do", (when) => {
    const { server, alice, seen } = threeNodes();
    const request = listenRequest("Alice", "Bob");
    server.distribute(request, { source: "a" });
    if (when === "after") server.distribute(replyTo(request, "OK"), { source: "b" });
    alice.length = 0;
    const honest = signalFor(request);
    for (let i = 0; i < 3; i++) {
      server.distribute(forged(signalFor(request)), { source: "m" });
      server.distribute(honest, { source: "b" });
    }
    expect(alice).toEqual([honest, honest, honest]);
    expect(seen.filter(([name]) => name === "refused")).toHaveLength(3);
  });

  it("are remembered for as long as the page listens: not after it frees the listener or leaves", () => {
    const { server, alice } = threeNodes();
    const request = listenRequest("Alice", "Bob");
    server.distribute(request, { source: "a" });
    server.distribute(replyTo(request, "OK"), { source: "b" });
    server.distribute(message("unlisten", "Alice", "Bob", { in_reply_to: request.message_id }), {
      source: "a",
    });
    alice.length = 0;
    server.distribute(forged(signalFor(request)), { source: "m" });
    expect(alice).toHaveLength(1);
  });

  it("to a listener that was refused are nobody's: no listener is there", () => {
    const { server, alice } = threeNodes();
    const request = listenRequest("Alice", "Bob");
    server.distribute(request, { source: "a" });
    server.distribute(
      message("select_and_listen_reply", "Bob", "Alice", {
        error: "no such method",
        result: null,
        in_reply_to: request.message_id,
      }),
      { source: "b" },
    );
    alice.length = 0;
    server.distribute(forged(signalFor(request)), { source: "m" });
    expect(alice).toHaveLength(1);
  });

  it("are still known when a page has ten thousand listeners", () => {
    const { server, alice } = threeNodes();
    let last = listenRequest("Alice", "Bob");
    for (let i = 0; i < 10_001; i++) {
      last = listenRequest("Alice", "Bob");
      server.distribute(last, { source: "a" });
      server.distribute(replyTo(last, "OK"), { source: "b" });
    }
    alice.length = 0;
    server.distribute(forged(signalFor(last)), { source: "m" });
    expect(alice).toEqual([]);
  });
});

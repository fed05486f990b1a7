import { doors, errorsOf } from "../support/door";
import { getRequest, message, replyTo } from "../support/messages";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe("rateLimit", () => {
  // The register is the first of them.
  it.each([
    [48, 0],
    [49, 0],
    [50, 1],
  ])("of ten a second: of %i more at once, %i are refused with an error", (count, refused) => {
    const { join, seen } = doors({ rateLimit: 10 });
    const alice = join("Alice");
    const bob = join("Bob");
    for (let i = 0; i < count; i++) alice.door.receive(message("signal", "Alice", "Bob", { i }));
    expect(bob.inbox).toHaveLength(count - refused);
    expect(errorsOf(alice.inbox)).toEqual(
      Array(refused).fill("refused: at most 10 messages a second, 50 at once"),
    );
    expect(seen.filter(([name]) => name === "refused")).toEqual(
      Array(refused).fill(["refused", "too many messages"]),
    );
    expect(alice.closings).toEqual([]);
  });

  it("answers a request that is too many by its own reply type", () => {
    const { join } = doors({ rateLimit: 1 });
    const alice = join("Alice");
    join("Bob");
    for (let i = 0; i < 4; i++) alice.door.receive(getRequest("Alice", "Bob"));
    const request = getRequest("Alice", "Bob");
    alice.door.receive(request);
    expect(alice.inbox).toMatchObject([
      { message_type: "select_and_get_reply", from: null, body: { in_reply_to: request.message_id } },
    ]);
  });

  it("counts what is malformed as well", () => {
    const { join } = doors({ rateLimit: 1 });
    const alice = join("Alice");
    for (let i = 0; i < 2; i++) {
      alice.door.receive("nonsense");
      alice.door.refuseFrame("nonsense");
    }
    alice.door.receive(message("signal", "Alice", "Alice"));
    expect(errorsOf(alice.inbox)[4]).toMatch(/^refused: at most 1 messages/);
  });

  it("closes a page that goes on regardless, and nobody else notices", () => {
    const { join, core } = doors({ rateLimit: 10 });
    const mallory = join("Mallory");
    const [alice, bob] = [join("Alice"), join("Bob")];
    for (let i = 0; i < 1000; i++) mallory.door.receive(message("signal", "Mallory", "Alice", { i }));
    expect(mallory.closings).toEqual(["too many messages"]);
    expect(mallory.inbox.length).toBeLessThan(100);
    expect(core.counts.connections).toBe(2);
    alice.inbox.length = 0;
    const request = getRequest("Alice", "Bob");
    alice.door.receive(request);
    bob.door.receive(replyTo(request, 1));
    expect(errorsOf(alice.inbox)).toEqual([null]);
  });

  it("does not hold back the answers of a page that many others ask", () => {
    const { join } = doors({ rateLimit: 10 });
    const bob = join("Bob");
    const askers = Array.from({ length: 20 }, (_, i) => join(`Asker ${i}`));
    const requests = askers.flatMap((asker, i) =>
      Array.from({ length: 10 }, () => {
        const request = getRequest(`Asker ${i}`, "Bob");
        asker.door.receive(request);
        return request;
      }),
    );
    for (const request of requests) bob.door.receive(replyTo(request, 1));
    expect(askers.map(({ inbox }) => errorsOf(inbox))).toEqual(Array(20).fill(Array(10).fill(null)));
    expect(bob.closings).toEqual([]);
    // Nobody waits for these; the register was the first of the fifty that may come at once.
    for (const request of requests.slice(0, 50)) bob.door.receive(replyTo(request, "again"));
    expect(errorsOf(bob.inbox.slice(200))).toEqual([expect.stringMatching(/^refused: at most/)]);
  });

  it("does not hold back the answers to a page that has gone meanwhile", () => {
    const { join, seen } = doors({ rateLimit: 10 });
    const bob = join("Bob");
    const askers = Array.from({ length: 10 }, () => join("Alice"));
    const requests = askers.flatMap((asker) =>
      Array.from({ length: 20 }, () => {
        const request = getRequest("Alice", "Bob");
        asker.door.receive(request);
        return request;
      }),
    );
    for (const asker of askers) asker.door.end();
    join("Alice");
    for (const request of requests) bob.door.receive(replyTo(request, 1));
    expect(seen.filter(([name]) => name === "refused")).toEqual([]);
    expect(errorsOf(bob.inbox.slice(200))).toEqual([]);
  });

  it("does not hold back the answers of the second page of a node", () => {
    const { join, seen } = doors({ rateLimit: 10 });
    const [first, second] = [join("Bob"), join("Bob")];
    for (let asker = 0; asker < 10; asker++) {
      const alice = join(`Alice ${asker}`);
      for (let i = 0; i < 10; i++) alice.door.receive(getRequest(`Alice ${asker}`, "Bob"));
    }
    for (const bob of [first, second]) {
      const requests = bob.inbox.splice(0);
      expect(requests).toHaveLength(100);
      for (const request of requests) bob.door.receive(replyTo(request, 1));
    }
    expect(seen.filter(([name]) => name === "refused")).toEqual([]);
    expect([first.inbox, second.inbox]).toEqual([[], []]);
  });

  it.each([0, 1, 7])(
    "lets a page that was asked %i times send no more made-up answers than that",
    (asked) => {
      const { join } = doors({ rateLimit: 10 });
      const [alice, mallory] = [join("Alice"), join("Mallory")];
      const requests = Array.from({ length: asked }, () => getRequest("Alice", "Mallory"));
      for (const request of requests) alice.door.receive(request);
      mallory.inbox.length = 0;
      const madeUp = () => replyTo(getRequest("Alice", "Mallory"), 1);
      // The register was the first of the fifty that may come at once.
      for (let i = 0; i < asked + 49; i++) mallory.door.receive(madeUp());
      expect(errorsOf(mallory.inbox)).toEqual([]);
      for (const request of requests) mallory.door.receive(replyTo(request, 1));
      mallory.door.receive(madeUp());
      expect(errorsOf(mallory.inbox)).toEqual(
        Array(asked + 1).fill("refused: at most 10 messages a second, 50 at once"),
      );
    },
  );

  it("counts the answers that a page gives in the name of another", () => {
    const { join } = doors({ rateLimit: 1 });
    const [alice, mallory] = [join("Alice"), join("Mallory")];
    for (let i = 0; i < 4; i++) alice.door.receive(getRequest("Alice", "Mallory"));
    mallory.inbox.length = 0;
    const forged = { ...replyTo(getRequest("Alice", "Mallory"), 1), from: "Bob" };
    for (let i = 0; i < 5; i++) mallory.door.receive(forged);
    expect(errorsOf(mallory.inbox)[4]).toMatch(/^refused: at most 1 messages/);
  });

  it("fills up again with time", () => {
    const { join } = doors({ rateLimit: 10 });
    const [alice, bob] = [join("Alice"), join("Bob")];
    for (let second = 0; second < 100; second++) {
      jest.advanceTimersByTime(1000);
      for (let i = 0; i < 10; i++) alice.door.receive(message("signal", "Alice", "Bob"));
    }
    expect(bob.inbox).toHaveLength(1000);
  });

  it("is off when it is 0", () => {
    const { join } = doors({ rateLimit: 0 });
    const [alice, bob] = [join("Alice"), join("Bob")];
    for (let i = 0; i < 20_000; i++) alice.door.receive(message("signal", "Alice", "Bob"));
    expect(bob.inbox).toHaveLength(20_000);
  });
});

import { messageDeep } from "../support/deep";
import { doors, errorsOf } from "../support/door";
import { getRequest, message, register } from "../support/messages";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe("registerTimeout", () => {
  it.each([
    [999, []],
    [1000, ["not registered in time"]],
    [1001, ["not registered in time"]],
  ])("of one second: %i ms after connecting", (wait, closings) => {
    const { connect } = doors({ registerTimeout: 1000 });
    const page = connect();
    jest.advanceTimersByTime(wait);
    expect(page.closings).toEqual(closings);
  });

  it("does not concern a page that has registered, or one that is gone", () => {
    const { connect, join, seen } = doors({ registerTimeout: 1000 });
    const alice = join("Alice");
    const gone = connect();
    gone.door.end();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(5000);
    expect([alice.closings, gone.closings]).toEqual([[], []]);
    expect(seen).toContainEqual(["closed", "test", undefined]);
  });

  it("goes on while a page is refused", () => {
    const { connect } = doors({ registerTimeout: 1000, authorizeRegister: () => false });
    const page = connect();
    page.door.receive(register("Alice"));
    jest.advanceTimersByTime(1000);
    expect(page.closings).toEqual(["not registered in time"]);
  });

  it("is off when it is 0", () => {
    const { connect } = doors({ registerTimeout: 0 });
    connect();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe("maxMessageDepth", () => {
  it.each([
    [9, null],
    [10, null],
    [11, "a message must be at most 10 levels of objects and lists deep"],
  ])("of 10: a message of %i levels", (levels, error) => {
    const { join, seen } = doors({ maxMessageDepth: 10 });
    const [alice, bob] = [join("Alice"), join("Bob")];
    alice.door.receive(messageDeep(levels, "Alice", "Bob"));
    expect(errorsOf(alice.inbox)).toEqual(error === null ? [] : [error]);
    expect(bob.inbox).toHaveLength(error === null ? 1 : 0);
    expect(seen.filter(([name]) => name === "refused")).toEqual(
      error === null ? [] : [["refused", "malformed"]],
    );
    expect(alice.closings).toEqual([]);
  });

  it("is off when it is 0", () => {
    const { join } = doors({ maxMessageDepth: 0 });
    const [alice, bob] = [join("Alice"), join("Bob")];
    alice.door.receive(messageDeep(100_000, "Alice", "Bob"));
    expect(bob.inbox).toHaveLength(1);
  });
});

describe("maxUnsentBytes", () => {
  it.each([
    [999, []],
    [1000, []],
    [1001, ["reads too slowly"]],
  ])("of 1000: with %i bytes held after a message", (held, closings) => {
    const { join } = doors({ maxUnsentBytes: 1000 });
    const [alice, bob] = [join("Alice"), join("Bob")];
    bob.unsentBytes = held;
    alice.door.receive(message("signal", "Alice", "Bob"));
    expect(bob.closings).toEqual(closings);
  });

  it("answers at once whoever waits for the page that is closed, and the others of its node get the message", () => {
    const { join, core } = doors({ maxUnsentBytes: 1000 });
    const [alice, slow, other] = [join("Alice"), join("Bob"), join("Bob")];
    const request = getRequest("Alice", "Bob");
    slow.unsentBytes = 2000;
    alice.door.receive(request);
    expect(other.inbox).toEqual([request]);
    expect(alice.inbox).toEqual([]);
    other.unsentBytes = 2000;
    alice.door.receive(message("signal", "Alice", "Bob"));
    expect(errorsOf(alice.inbox)).toEqual([expect.stringMatching(/^went away/)]);
    expect(core.counts).toEqual({ connections: 1, nodes: 1, pendingRequests: 0 });
  });

  it("is off when it is 0", () => {
    const { join } = doors({ maxUnsentBytes: 0 });
    const [alice, bob] = [join("Alice"), join("Bob")];
    bob.unsentBytes = 1e9;
    alice.door.receive(message("signal", "Alice", "Bob"));
    expect(bob.closings).toEqual([]);
  });
});

describe("a closed connection", () => {
  it("takes and sends nothing any more, whatever the transport still brings", () => {
    const { join, core, seen } = doors();
    const [alice, bob] = [join("Alice"), join("Bob")];
    alice.door.close("too many messages");
    alice.door.receive(message("signal", "Alice", "Bob"));
    alice.door.receive(register("Alice"));
    alice.door.refuseFrame("nonsense");
    alice.door.close("reads too slowly");
    alice.door.end();
    expect([alice.inbox, bob.inbox]).toEqual([[], []]);
    expect(alice.closings).toEqual(["too many messages"]);
    expect(core.counts.connections).toBe(1);
    expect(seen.filter(([name]) => name === "closed")).toEqual([["closed", "test", "too many messages"]]);
  });
});

describe("the log", () => {
  it("is not filled by a page that is refused again and again", () => {
    const { join, log } = doors();
    const mallory = join("Mallory");
    for (let i = 0; i < 10_000; i++) mallory.door.receive("nonsense");
    expect(log.length).toBeLessThan(30);
    expect(log.at(-1)?.text).toContain("10000 so far");
  });
});

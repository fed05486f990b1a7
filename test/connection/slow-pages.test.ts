import { stopTime } from "../support/fake-time";
import { ack, message, registration } from "../support/messages";
import { begin, numbersIn, sessionIn, setUp, signal } from "../support/session-pages";

/** How long a page may have more than the limit unread, in milliseconds. */
const READING_TIME = 10_000;
const LIMIT = 2_000;

beforeEach(() => stopTime());
afterEach(() => void jest.useRealTimers());

describe("a page with a session that has more than maxUnsentBytes unread", () => {
  function startPages() {
    const { connect, join } = setUp({ maxUnsentBytes: LIMIT });
    const [alice, bob] = [connect(), join("Bob")];
    const id = begin(alice, "Alice", "p1");
    alice.door.receive(ack("Alice", 0));
    /** Alice is sent a message, and has so many bytes unread then. */
    const send = (unsentBytes: number, i = 0) => {
      alice.unsentBytes = unsentBytes;
      bob.door.receive(signal("Bob", "Alice", i));
    };
    return { alice, bob, connect, id, send };
  }
  const pass = async (milliseconds: number) => {
    jest.advanceTimersByTime(milliseconds);
    await new Promise(setImmediate);
  };

  it("has time to read, and again each time", async () => {
    const { alice, send } = startPages();
    for (let i = 0; i < 3; i++) {
      send(4 * LIMIT);
      await pass(READING_TIME - 1);
      send(LIMIT);
    }
    await pass(READING_TIME);
    expect(alice.closings).toEqual([]);
  });

  it("is closed when it still has after that time, though nothing more is sent to it", async () => {
    const { alice, send } = startPages();
    send(LIMIT + 1);
    await pass(READING_TIME / 2);
    send(LIMIT + 2);
    await pass(READING_TIME / 2 - 1);
    expect(alice.closings).toEqual([]);
    await pass(1);
    expect(alice.closings).toEqual(["reads too slowly"]);
  });

  it("is closed at once when it is four times as much", () => {
    const { alice, send } = startPages();
    send(4 * LIMIT + 1);
    expect(alice.closings).toEqual(["reads too slowly"]);
  });

  it("is not closed when the server was too busy to see that it read", async () => {
    const { alice, send } = startPages();
    send(4 * LIMIT);
    jest.advanceTimersByTime(READING_TIME);
    alice.unsentBytes = 0;
    await pass(READING_TIME);
    expect(alice.closings).toEqual([]);
  });

  it("is sent all of it again when it comes back after its connection was lost", async () => {
    const { alice, bob, connect, id } = startPages();
    for (let i = 0; i < 7; i++) {
      alice.unsentBytes = i * 1_000;
      bob.door.receive(message("signal", "Bob", "Alice", { i, text: "x".repeat(1_000) }));
    }
    alice.door.end();
    const again = connect();
    again.unsentBytes = LIMIT + 1;
    again.door.receive(registration("Alice", "p1", { id, received: 0 }));
    expect(sessionIn(again).id).toBe(id);
    expect(numbersIn(again.inbox)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    await pass(READING_TIME);
    expect([alice.closings, again.closings]).toEqual([[], ["reads too slowly"]]);
  });

  it("has its time on each connection", async () => {
    const { alice, connect, id, send } = startPages();
    send(LIMIT + 1);
    await pass(READING_TIME - 1);
    alice.door.end();
    const again = connect();
    again.unsentBytes = LIMIT + 1;
    again.door.receive(registration("Alice", "p1", { id, received: 0 }));
    await pass(READING_TIME - 1);
    expect(again.closings).toEqual([]);
    await pass(1);
    expect(again.closings).toEqual(["reads too slowly"]);
  });
});

import { JqlusterServer } from "../../src/core";
import { errorsOf } from "../support/door";
import { ack, getRequest, listenRequest, registration, replyTo } from "../support/messages";
import { begin, numbersIn, sessionIn, setUp, signal } from "../support/session-pages";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe("what a session carries", () => {
  it("keeps nothing of what the page has acknowledged", () => {
    const { connect, join } = setUp();
    const [alice, bob] = [connect(), join("Bob")];
    const id = begin(alice, "Alice", "p1");
    for (let i = 0; i < 49; i++) {
      bob.door.receive(signal("Bob", "Alice", i));
      alice.door.receive(ack("Alice", i + 1));
    }
    alice.door.end();
    const again = connect();
    again.door.receive(registration("Alice", "p1", { id, received: 49 }));
    expect([sessionIn(again).id, again.inbox]).toEqual([id, []]);
  });

  it.each([[{ received: 2 }], [{ received: -1 }], [{ received: "1" }], [{}]])(
    "refuses the acknowledgement %j of one message",
    (body) => {
      const { connect, join } = setUp();
      const [alice, bob] = [connect(), join("Bob")];
      begin(alice, "Alice", "p1");
      bob.door.receive(signal("Bob", "Alice", 1));
      alice.inbox.length = 0;
      alice.door.receive({ ...ack("Alice", 0), body });
      expect(errorsOf(alice.inbox)).toEqual([expect.stringMatching(/^body\.received must be how many/)]);
    },
  );

  it("acknowledges what the page sends, seldom, and at once where the page asks", () => {
    const { connect, join } = setUp();
    const [alice] = [connect(), join("Bob")];
    begin(alice, "Alice", "p1");
    for (let i = 0; i < 26; i++) alice.door.receive(signal("Alice", "Bob", i));
    expect(alice.inbox.map(({ message_type: type, body }) => [type, body])).toEqual([
      ["ack", { received: 13 }],
      ["ack", { received: 26 }],
    ]);
    alice.inbox.length = 0;
    alice.door.receive(ack("Alice", 0, { ask: true }));
    expect(alice.inbox).toMatchObject([{ message_type: "ack", from: null, body: { received: 26 } }]);
  });

  it("takes a list of messages, each for itself", () => {
    const { connect, join } = setUp();
    const [alice, bob] = [connect(), join("Bob")];
    begin(alice, "Alice", "p1");
    alice.door.receive([signal("Alice", "Bob", 1), "nonsense", signal("Alice", "Bob", 2)]);
    expect(numbersIn(bob.inbox)).toEqual([1, 2]);
    expect(errorsOf(alice.inbox)).toEqual(["a message must be a JSON object"]);
  });

  it("takes no list where no session was agreed", () => {
    const { join } = setUp();
    const [alice, bob] = [join("Alice"), join("Bob")];
    alice.door.receive([signal("Alice", "Bob", 1)]);
    expect([bob.inbox, errorsOf(alice.inbox)]).toEqual([[], ["a message must be a JSON object"]]);
  });

  it("never refuses a page that answers, though it has no token left", () => {
    const { connect, join } = setUp();
    const screen = connect();
    begin(screen, "Screen", "p1");
    const phones = Array.from({ length: 200 }, (_, i) => join(`Phone ${i}`));
    phones.forEach((phone, i) => {
      phone.door.receive(getRequest(`Phone ${i}`, "Screen"));
    });
    const requests = screen.inbox.filter(({ message_type: type }) => type === "select_and_get");
    for (const request of requests) screen.door.receive(replyTo(request, 1));
    screen.inbox.length = 0;
    for (let i = 0; i < 50; i++) screen.door.receive(signal("Screen", "Phone 0", i));
    expect(numbersIn(phones[0]?.inbox ?? [])).toHaveLength(50);
    expect(errorsOf(screen.inbox).filter((error) => typeof error === "string")).toEqual([]);
  });

  it("takes each acknowledgement of new messages from a page without a token, and no other", () => {
    const { connect, join } = setUp();
    const [alice, bob] = [connect(), join("Bob")];
    begin(alice, "Alice", "p1");
    for (let i = 0; i < 40; i++) bob.door.receive(signal("Bob", "Alice", i));
    for (let i = 0; i < 100; i++) alice.door.receive(signal("Alice", "Bob", i));
    alice.inbox.length = 0;
    for (let i = 1; i <= 40; i++) alice.door.receive(ack("Alice", i));
    expect(errorsOf(alice.inbox)).toEqual([]);
    alice.door.receive(ack("Alice", 40));
    alice.door.receive(ack("Alice", 1000));
    expect(errorsOf(alice.inbox)).toEqual(Array(2).fill(expect.stringContaining("messages a second")));
  });

  it("lets a page send a request again before it has the first answer, beside as many as it may have", () => {
    const { connect, join } = setUp({ core: new JqlusterServer({ maxPendingRequests: 2 }) });
    const [alice, bob, other] = [connect(), join("Bob"), join("Other")];
    begin(alice, "Alice", "p1");
    const renewed = listenRequest("Alice", "Bob");
    alice.door.receive(renewed);
    bob.door.receive(replyTo(renewed, "answered here, and not heard of there"));
    alice.door.receive(renewed);
    for (let i = 0; i < 4; i++) alice.door.receive(getRequest("Alice", "Other", `${i}`));
    expect(other.inbox).toHaveLength(3);
    expect(errorsOf(alice.inbox).filter((error) => typeof error === "string")).toEqual([
      expect.stringMatching(/^refused: at most 2 requests/),
    ]);
  });
});

import { type CoreProcess, startCores } from "../support/core-processes";
import { letTimePass, stopTime } from "../support/fake-time";
import { getRequest, message } from "../support/messages";

let cores: ReturnType<typeof startCores>;
let here: CoreProcess;
let there: CoreProcess;

beforeEach(() => {
  stopTime();
  cores = startCores(2);
  [here, there] = cores.processes as [CoreProcess, CoreProcess];
});

afterEach(async () => {
  await cores.close();
  jest.useRealTimers();
});

const nothing: readonly unknown[] = [];

describe("while other processes are out of reach", () => {
  const unreachable = { from: null, body: { error: expect.stringMatching(/^unreachable: /) } };

  test("a request to a node that is not here gets an error, and so does anything else", async () => {
    const alice = await here.page("Alice");
    here.backplane.cut();
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await alice.inbox.next()).toMatchObject({
      message_type: "select_and_get_reply",
      ...unreachable,
    });
    const other = message("custom", "Alice", "Bob");
    alice.send(other);
    const error = await alice.inbox.next();
    expect(error).toMatchObject({ message_type: "error", ...unreachable });
    expect(error.body).toMatchObject({ in_reply_to: other.message_id });
  });

  test("a page can register, and is reached once the others are back", async () => {
    here.backplane.cut();
    const alice = await here.page("Alice");
    here.backplane.mend();
    const bob = await there.page("Bob");
    const sent = message("custom", "Bob", "Alice");
    bob.send(sent);
    expect(await alice.inbox.next()).toEqual(sent);
  });

  test("a node that is just coming back is not declared absent, and what was sent stays in order", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    alice.send(message("custom", "Alice", "Bob"));
    await bob.inbox.next();
    there.backplane.cut();
    const sent = Array.from({ length: 20 }, () => getRequest("Alice", "Bob"));
    for (const request of sent.slice(0, 10)) alice.send(request);
    await jest.advanceTimersByTimeAsync(75);
    for (const request of sent.slice(10)) alice.send(request);
    there.backplane.mend();
    for (const request of sent) expect(await letTimePass(bob.inbox.next())).toEqual(request);
    expect(alice.inbox.unread).toEqual(nothing);
  });

  test("one that stays away is declared absent after all, and then at once", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    alice.send(message("custom", "Alice", "Bob"));
    await bob.inbox.next();
    there.backplane.cut();
    for (let i = 0; i < 3; i++) alice.send(getRequest("Alice", "Bob"));
    for (let i = 0; i < 3; i++) {
      expect(await letTimePass(alice.inbox.next())).toMatchObject({
        body: { error: expect.stringMatching(/^no such node/) },
      });
    }
    here.backplane.publish = async () => 0;
    let timers = 0;
    const spy = jest.spyOn(globalThis, "setTimeout").mockImplementation(() => {
      timers += 1;
      throw new Error("nothing may be tried again");
    });
    alice.send(getRequest("Alice", "Bob"));
    await alice.inbox.next();
    spy.mockRestore();
    expect(timers).toBe(0);
  });

  test("what a page here has is not kept for a page elsewhere that left: it may have moved here and back", async () => {
    const alice = await here.page("Alice");
    const first = await there.page("Bob");
    alice.send(message("custom", "Alice", "Bob"));
    await first.inbox.next();
    first.leave();
    const second = await here.page("Bob");
    alice.send(message("custom", "Alice", "Bob", { once: true }));
    await second.inbox.next();
    second.leave();
    const third = await there.page("Bob");
    const last = message("custom", "Alice", "Bob", { last: true });
    alice.send(last);
    expect(await third.inbox.next()).toEqual(last);
  });

  test("what cannot be kept in order for a node that comes back gets an error, and not that it is absent", async () => {
    const alice = await here.page("Alice");
    const bob = await there.page("Bob");
    const outcomes = [0, 0, 1];
    const publish = here.backplane.publish.bind(here.backplane);
    alice.send(message("custom", "Alice", "Bob"));
    await bob.inbox.next();
    here.backplane.publish = async (channel, payload) => outcomes.shift() ?? publish(channel, payload);
    for (let i = 0; i < 3; i++) alice.send(getRequest("Alice", "Bob"));
    for (let i = 0; i < 2; i++) {
      expect(await letTimePass(alice.inbox.next())).toMatchObject({
        body: { error: expect.stringMatching(/^unreachable: /) },
      });
    }
    expect(bob.inbox.unread).toEqual(nothing);
  });
});

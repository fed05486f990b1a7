import { type Session, Sessions } from "../../src/connection";
import type { JsonObject, Message } from "../../src/protocol";
import { doors } from "../support/door";
import { message, register } from "../support/messages";

const note = (i: number, text = "") => message("note", "Bob", "Alice", { i, text });
const numberOf = ({ body }: Message) => (body as { readonly i?: number }).i;

/** What a page's transport was given, in order: a list of numbers where several messages left together. */
function setUp({ hasSession = true, sendsLists = true, maxUnsentBytes = 0 } = {}) {
  const limits = { rateLimit: 0, maxPendingRequests: 0, maxMessageBytes: 0 };
  const sessions = new Sessions<Session>({ resumeTimeout: 15_000, ...limits });
  const { connect, core } = doors({ sessions, maxUnsentBytes });
  const sent: (number | undefined | (number | undefined)[])[] = [];
  const lists: string[] = [];
  const open = () => {
    const page = connect({
      send: (given) => sent.push(given.message_type === "note" ? numberOf(given) : Number.NaN),
      ...(sendsLists && {
        sendList: (list) => {
          lists.push(list.text);
          const given: Message | Message[] = JSON.parse(list.text);
          sent.push(Array.isArray(given) ? given.map(numberOf) : numberOf(given));
        },
      }),
    });
    const { body, ...registration } = register("Alice", "p1");
    const resume = hasSession ? { resume: true } : {};
    page.door.receive({ ...registration, body: { ...(body as JsonObject), ...resume } });
    return page;
  };
  const page = open();
  // The answer to its registration comes by itself.
  expect(sent.splice(0)).toEqual([Number.NaN]);
  return { page, open, core, sent, lists };
}

const endOfTick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("what one tick has for a page with a session", () => {
  it("leaves as one array, in order", async () => {
    const { core, sent, lists } = setUp();
    for (const i of [1, 2, 3]) core.distribute(note(i));
    expect(sent).toEqual([]);
    await endOfTick();
    expect(sent).toEqual([[1, 2, 3]]);
    expect(lists.map((text) => JSON.parse(text).map(numberOf))).toEqual([[1, 2, 3]]);
  });

  it("is no array when it is one message", async () => {
    const { core, sent } = setUp();
    core.distribute(note(1));
    await endOfTick();
    core.distribute(note(2));
    await endOfTick();
    expect(sent).toEqual([1, 2]);
  });

  it("leaves at once, one by one, without a session or where the transport has no arrays", () => {
    for (const options of [{ hasSession: false }, { sendsLists: false }]) {
      const { core, sent } = setUp(options);
      for (const i of [1, 2]) core.distribute(note(i));
      expect(sent).toEqual([1, 2]);
    }
  });

  it("keeps its order around long messages, which are in no array", async () => {
    const { core, sent } = setUp();
    for (const i of [1, 2]) core.distribute(note(i));
    core.distribute(note(3, "x".repeat(2_000)));
    for (const i of [4, 5]) core.distribute(note(i));
    await endOfTick();
    expect(sent).toEqual([[1, 2], 3, [4, 5]]);
  });

  it("leaves in several arrays when it is much", async () => {
    const { core, sent } = setUp();
    for (let i = 0; i < 300; i++) core.distribute(note(i, "x".repeat(900)));
    await endOfTick();
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.flat()).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  it("is shared by pages that are sent the same", async () => {
    const { core, open, lists } = setUp();
    open();
    await endOfTick();
    for (const i of [1, 2]) core.distribute(note(i));
    await endOfTick();
    expect(lists).toHaveLength(2);
    expect(new Set(lists).size).toBe(1);
  });

  it("leaves before the connection is closed", () => {
    const { page, core, sent } = setUp();
    for (const i of [1, 2]) core.distribute(note(i));
    page.door.close("server stops");
    expect(sent).toEqual([[1, 2]]);
    expect(page.closings).toEqual(["server stops"]);
  });

  it("closes a page that does not read", async () => {
    const { page, core } = setUp({ maxUnsentBytes: 1_000 });
    page.unsentBytes = 4_001;
    for (const i of [1, 2]) core.distribute(note(i));
    expect(page.closings).toEqual([]);
    await endOfTick();
    expect(page.closings).toEqual(["reads too slowly"]);
  });
});

import { type CoreProcess, startCores } from "../support/core-processes";
import { getRequest, message } from "../support/messages";

/** Longer than anything is tried again. */
const LONG = 5000;

let cores: ReturnType<typeof startCores>;
let here: CoreProcess;
let there: CoreProcess;

beforeEach(() => {
  jest.useFakeTimers();
  cores = startCores(2);
  [here, there] = cores.processes as [CoreProcess, CoreProcess];
});

afterEach(async () => {
  await cores.close();
  jest.useRealTimers();
});

/** A page of which it matters what comes, whatever process it is on. */
async function page(process: CoreProcess, nodeId: string) {
  const registered = process.page(nodeId, "p1");
  await jest.advanceTimersByTimeAsync(1);
  return registered;
}

describe("a page that moves to another process just after the connection between them came back", () => {
  beforeEach(() => {
    here.backplane.cut();
    here.backplane.mend();
  });

  test("does not get there again what it had here", async () => {
    const alice = await page(here, "Alice");
    const before = await page(here, "Bob");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    alice.send(message("custom", "Alice", "Bob"));
    expect(before.inbox.unread).toHaveLength(2);
    before.leave();
    const after = await page(there, "Bob");
    await jest.advanceTimersByTimeAsync(LONG);
    expect(after.inbox.unread).toHaveLength(0);
    expect(alice.inbox.unread).toMatchObject([
      { from: null, body: { error: expect.stringMatching(/^went away: /), in_reply_to: request.message_id } },
    ]);
  });

  test("gets there, once, what nobody had while it was on its way", async () => {
    const alice = await page(here, "Alice");
    const before = await page(here, "Bob");
    before.leave();
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    await jest.advanceTimersByTimeAsync(200);
    expect(alice.inbox.unread).toHaveLength(0);
    const after = await page(there, "Bob");
    await jest.advanceTimersByTimeAsync(LONG);
    expect(after.inbox.unread).toEqual([request]);
    expect(alice.inbox.unread).toHaveLength(0);
  });
});

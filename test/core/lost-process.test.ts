import { type CoreProcess, startCores } from "../support/core-processes";
import { toServer } from "../support/messages";

/** Longer than a node may be just coming back, shorter than the time between two counts. */
const WHILE = 1000;

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

async function page(process: CoreProcess, nodeId: string) {
  const registered = process.page(nodeId);
  await jest.advanceTimersByTimeAsync(1);
  return registered;
}

test("who watches a node is told when its process has ended, without waiting for the next count", async () => {
  await page(there, "Bob");
  const alice = await page(here, "Alice");
  alice.send(toServer("watch", "Alice", { node_id: "Bob" }));
  await jest.advanceTimersByTimeAsync(1);
  expect(await alice.inbox.next()).toMatchObject({ body: { online: true } });
  there.backplane.cut();
  await jest.advanceTimersByTimeAsync(WHILE);
  expect(alice.inbox.unread).toEqual([]);
  here.backplane.tellLoss();
  await jest.advanceTimersByTimeAsync(WHILE);
  expect(alice.inbox.unread).toMatchObject([{ message_type: "presence", body: { online: false } }]);
});

test("a core that is closed hears of no more losses", async () => {
  const alice = await page(here, "Alice");
  alice.send(toServer("watch", "Alice", { node_id: "Bob" }));
  await jest.advanceTimersByTimeAsync(1);
  const count = jest.spyOn(here.backplane, "count");
  here.core.close();
  here.backplane.tellLoss();
  expect(count).not.toHaveBeenCalled();
});

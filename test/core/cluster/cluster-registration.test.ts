import { type CoreProcess, startCore, startCores } from "../../support/core-processes";
import { register } from "../../support/messages";
import { Inbox } from "../../support/wire-client";

let cores: ReturnType<typeof startCores>;
let here: CoreProcess;
let there: CoreProcess;

beforeEach(() => {
  cores = startCores(2);
  [here, there] = cores.processes as [CoreProcess, CoreProcess];
});

afterEach(() => cores.close());

const nothing: readonly unknown[] = [];

describe("registration", () => {
  test("is answered only once the subscription stands", async () => {
    let stand = () => {};
    const subscribe = here.backplane.subscribe.bind(here.backplane);
    here.backplane.subscribe = async (channel, receive) => {
      await new Promise<void>((resolve) => {
        stand = resolve;
      });
      return subscribe(channel, receive);
    };
    const inboxes = [new Inbox(), new Inbox()];
    for (const [index, inbox] of inboxes.entries()) {
      here.core.register({
        uniqueId: String(index),
        message: register("Bob"),
        sender: (received) => inbox.push(received),
      });
    }
    await new Promise(setImmediate);
    expect(inboxes.map(({ unread }) => unread.length)).toEqual([0, 0]);
    stand();
    for (const inbox of inboxes) expect(await inbox.next()).toMatchObject({ message_type: "register_reply" });
  });

  test("of a connection that is gone by then is not answered", async () => {
    const inbox = new Inbox();
    here.core.register({
      uniqueId: "1",
      message: register("Bob"),
      sender: (received) => inbox.push(received),
    });
    here.core.unregister("1");
    await new Promise(setImmediate);
    expect(inbox.unread).toEqual(nothing);
  });

  test("the last page of a node takes its subscription along", async () => {
    const alice = await here.page("Alice");
    for (let i = 0; i < 3; i++) {
      const bob = await there.page("Bob");
      await expect(here.backplane.count(["node:Bob"])).resolves.toEqual([1]);
      bob.leave();
      await expect(here.backplane.count(["node:Bob"])).resolves.toEqual([0]);
    }
    alice.leave();
    await expect(there.backplane.count(["node:Alice"])).resolves.toEqual([0]);
  });
});

test("a core that is closed leaves no subscription and no timer behind", async () => {
  const extra = startCore(cores.bus.connect());
  await extra.page("Bob");
  extra.core.close();
  await expect(here.backplane.count(["node:Bob"])).resolves.toEqual([0]);
});

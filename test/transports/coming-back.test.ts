import { CONNECTORS } from "../support/connectors";
import { getRequest, replyTo } from "../support/messages";
import { type HttpHarness, startHttp } from "../support/transports";
import { until } from "../support/until";
import { registered } from "../support/wire-client";

let harness: HttpHarness;
beforeEach(async () => {
  harness = await startHttp();
});
afterEach(() => harness.close());

describe.each(Object.entries(CONNECTORS))("a page that comes back over %s", (_name, connect) => {
  const join = async (nodeId: string, pageId?: string) =>
    registered(await connect(harness.address), nodeId, pageId);

  it("stays when its old connection is missed only now", async () => {
    const alice = await join("Alice");
    const old = await join("Bob", "the page");
    const unanswered = getRequest("Alice", "Bob");
    alice.send(unanswered);
    expect(await old.next()).toEqual(unanswered);
    const back = await join("Bob", "the page");
    old.close();
    expect(await alice.next()).toMatchObject({
      body: { in_reply_to: unanswered.message_id, error: expect.stringMatching(/^went away/) },
    });
    await until(() => harness.core.counts.connections === 2);
    const request = { ...getRequest("Alice", "Bob"), to_page: "the page" };
    alice.send(request);
    expect(await back.next()).toEqual(request);
    back.send(replyTo(request, "back"));
    expect(await alice.next()).toMatchObject({ body: { result: "back" } });
    expect([alice.unread, back.unread]).toEqual([[], []]);
  });
});

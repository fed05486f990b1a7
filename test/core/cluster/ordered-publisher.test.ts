import { type Backplane, BackplaneError } from "../../../src/core/backplane";
import { OrderedPublisher, type PublishOutcome } from "../../../src/core/cluster/ordered-publisher";

/** Longer than anything is tried again. */
const LONG = 5000;

/** What was published, with the answer still to be given. */
interface Publication {
  readonly payload: string;
  readonly answer: (count: number) => Promise<void>;
  readonly fail: () => Promise<void>;
}

let published: Publication[];
let outcomes: Record<string, PublishOutcome>;
let publisher: OrderedPublisher;
/** How many have their answer. */
let answered: number;
/** What the backplane knows before a publication; `undefined`: nothing. */
let mayReach: boolean | undefined;

beforeEach(() => {
  jest.useFakeTimers();
  published = [];
  outcomes = {};
  answered = 0;
  mayReach = undefined;
  const backplane: Pick<Backplane, "publish" | "mayReach"> = {
    mayReach: () => mayReach ?? true,
    publish: (_channel, payload) =>
      new Promise((resolve, reject) => {
        const settled = () => jest.advanceTimersByTimeAsync(0);
        published.push({
          payload,
          answer: async (count) => {
            resolve(count);
            await settled();
          },
          fail: async () => {
            reject(new BackplaneError("away"));
            await settled();
          },
        });
      }),
  };
  publisher = new OrderedPublisher(backplane as Backplane);
});

afterEach(() => {
  publisher.close();
  jest.useRealTimers();
});

function publish(payload: string, isDelivered = false): void {
  publisher.publish("node:Bob", () => payload, record(payload), isDelivered);
}

function record(payload: string) {
  return (outcome: PublishOutcome) => {
    if (payload in outcomes) throw new Error(`${payload} was settled twice`);
    outcomes[payload] = outcome;
  };
}

function payloads(): string[] {
  return published.map(({ payload }) => payload);
}

/** Answers the oldest publication that has no answer yet. */
async function answer(...counts: readonly number[]): Promise<void> {
  for (const count of counts) {
    const next = published[answered];
    if (!next) throw new Error("everything has its answer");
    answered += 1;
    await next.answer(count);
  }
}

const comingBack = expect.objectContaining({ message: "the node was just coming back" });

describe("after the connection came back", () => {
  beforeEach(() => publisher.reconnected());

  test("what nobody took is tried until somebody does, with what follows, in order", async () => {
    publish("1");
    publish("2");
    await answer(0, 0);
    publish("3");
    expect(payloads()).toEqual(["1", "2"]);
    await jest.advanceTimersByTimeAsync(50);
    expect(payloads().slice(2)).toEqual(["1", "2", "3"]);
    await answer(0, 1, 1);
    expect(outcomes).toEqual({ "1": comingBack, "2": 1, "3": 1 });
    await jest.advanceTimersByTimeAsync(LONG);
    expect(published).toHaveLength(5);
  });

  test("what nobody took for too long has no target", async () => {
    publish("1");
    await answer(0);
    await jest.advanceTimersByTimeAsync(50);
    publish("2");
    await jest.advanceTimersByTimeAsync(1500);
    await answer(0, 0);
    expect(outcomes).toEqual({ "1": 0, "2": 0 });
  });

  test("what a page here has is not tried again: that page may be elsewhere by then", async () => {
    publish("1", true);
    await answer(0);
    expect(outcomes).toEqual({ "1": 0 });
    await jest.advanceTimersByTimeAsync(LONG);
    expect(payloads()).toEqual(["1"]);
  });

  test("what a page here has waits for nothing, and what is older is not published after it", async () => {
    publish("1");
    await answer(0);
    publish("2", true);
    expect(payloads()).toEqual(["1", "2"]);
    await jest.advanceTimersByTimeAsync(LONG);
    expect(payloads()).toEqual(["1", "2"]);
    publish("3");
    await answer(0);
    expect(outcomes).toEqual({ "1": comingBack, "2": 0 });
    await jest.advanceTimersByTimeAsync(50);
    await answer(1);
    expect(payloads()).toEqual(["1", "2", "3"]);
    expect(outcomes).toMatchObject({ "3": 1 });
  });

  test("what fails is not tried again, whatever had been tried before", async () => {
    publish("1");
    await answer(0);
    await jest.advanceTimersByTimeAsync(50);
    await published[1]?.fail();
    expect(outcomes).toEqual({ "1": expect.any(BackplaneError) });
    await jest.advanceTimersByTimeAsync(LONG);
    expect(payloads()).toEqual(["1", "1"]);
  });
});

test("a node that was reached before may be just coming back; one that is here now is not waited for", async () => {
  publish("1");
  await answer(1);
  publish("2");
  await answer(0);
  await jest.advanceTimersByTimeAsync(50);
  await answer(1);
  publish("3", true);
  await answer(0);
  publish("4");
  await answer(0);
  expect(outcomes).toEqual({ "1": 1, "2": 1, "3": 0, "4": 0 });
  await jest.advanceTimersByTimeAsync(LONG);
  expect(payloads()).toEqual(["1", "2", "2", "3", "4"]);
});

describe("where nobody is known to take it", () => {
  beforeEach(() => {
    mayReach = false;
  });

  test("what a page here has is not published, and is settled later", async () => {
    publish("1", true);
    expect(outcomes).toEqual({});
    await jest.advanceTimersByTimeAsync(0);
    expect([outcomes, payloads()]).toEqual([{ "1": 0 }, []]);
  });

  test("what no page here has is published: its node may be coming back", async () => {
    publish("1");
    expect(payloads()).toEqual(["1"]);
    await answer(0);
  });

  test("what a page here has goes after what is on its way", async () => {
    publish("1");
    publish("2", true);
    expect(payloads()).toEqual(["1", "2"]);
    await answer(0, 0);
    expect(outcomes).toEqual({ "1": 0, "2": 0 });
  });

  test("a node that is only here now is not waited for", async () => {
    publish("1");
    await answer(1);
    publish("2", true);
    await jest.advanceTimersByTimeAsync(0);
    publish("3");
    await answer(0);
    expect(outcomes).toEqual({ "1": 1, "2": 0, "3": 0 });
  });
});

test("a node never heard of is not waited for", async () => {
  publish("1");
  await answer(0);
  expect(outcomes).toEqual({ "1": 0 });
});

test("more than may wait are refused; at the end all that wait are given up", async () => {
  publisher.reconnected();
  publish("first");
  await answer(0);
  for (let i = 0; i < 10_000; i++) publish(`held ${i}`);
  await jest.advanceTimersByTimeAsync(0);
  expect(outcomes).toEqual({ "held 9999": expect.any(BackplaneError) });
  publisher.close();
  expect(Object.keys(outcomes)).toHaveLength(10_001);
  expect(jest.getTimerCount()).toBe(0);
});

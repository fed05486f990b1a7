import { coreWithNodes } from "../support/core-with-nodes";
import { getRequest, message, replyTo } from "../support/messages";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** What a stranger can make the core log as often as he likes, for the connection `m` of Mallory. */
const WAYS: Readonly<Record<string, (core: ReturnType<typeof coreWithNodes>) => () => void>> = {
  "dropped messages": ({ server }) => {
    return () => server.distribute(message("signal", "Mallory", "nobody"), { source: "m" });
  },
  "refused messages": ({ server, join }) => {
    join("a", "Alice");
    join("b", "Bob");
    const request = getRequest("Alice", "Bob");
    server.distribute(request, { source: "a" });
    return () => server.distribute({ ...replyTo(request, 1), from: "Mallory" }, { source: "m" });
  },
};

describe.each(Object.entries(WAYS))("the log of %s", (kind, prepare) => {
  function start() {
    const core = coreWithNodes();
    core.join("m", "Mallory");
    const act = prepare(core);
    core.log.length = 0;
    return { ...core, act };
  }

  it("has the first five lines of a connection, and then their number", () => {
    const { log, act } = start();
    for (let i = 0; i < 5; i++) act();
    expect(log).toHaveLength(5);
    for (let i = 0; i < 1000; i++) act();
    expect(log).toHaveLength(5);
    jest.advanceTimersByTime(10_000);
    act();
    expect(log).toHaveLength(6);
    expect(log[5]?.text).toMatch(/ \(1000 more such lines were left out before\)$/);
    expect(log[0]?.text).not.toContain("left out");
  });

  it("says how many lines were left out when the connection is gone, and forgets it", () => {
    const { server, join, log, act } = start();
    for (let i = 0; i < 7; i++) act();
    server.unregister("m");
    expect(log.map(({ text }) => text).filter((text) => text.includes("left out"))).toEqual([
      `2 lines about connection "m" were left out: ${kind}`,
    ]);
    log.length = 0;
    join("m", "Mallory");
    act();
    server.unregister("m");
    expect(log.filter(({ text }) => text.includes("left out"))).toEqual([]);
    expect(log).toHaveLength(3);
  });

  it("is not closed to other connections by one that fills its part", () => {
    const { server, join, log, act } = start();
    for (let i = 0; i < 100; i++) act();
    join("h", "Honest");
    log.length = 0;
    server.distribute(message("signal", "Honest", "nobody"), { source: "h" });
    expect(log).toMatchObject([{ level: "error", text: expect.stringContaining('"Honest"') }]);
  });
});

it("a connection that cannot be sent to does not fill the log either", () => {
  const { server, log, join } = coreWithNodes();
  join("a", "Alice");
  let mayFail = false;
  const sender = () => {
    if (mayFail) throw new Error("gone");
  };
  server.register({ uniqueId: "b", message: { ...message("register", "Bob", "Bob") }, sender });
  mayFail = true;
  log.length = 0;
  for (let i = 0; i < 100; i++) server.distribute(message("signal", "Alice", "Bob"), { source: "a" });
  expect(log).toHaveLength(5);
  server.unregister("b");
  expect(log.at(-1)?.text).toBe('95 lines about connection "b" were left out: failed sendings');
});
